import Ledger
import Vocabulary

/// Cookies and tokens are random and long, so a plain digest is enough to know them again.
public enum AccessSecret {
  public static func digest(_ secret: String) -> Digest { Digest.of(Array(secret.utf8)) }
}
