import Evidence
import Vocabulary

/// That contents of a request were erased, and by which entries of the log (LOG-3). When, by whom and why stands there.
public struct RequestErasure: Sendable, Hashable {
  /// `E-7`: the erasure that lists the digests.
  public var erasure: String
  /// The attachment whose content it was; nil for texts.
  public var attachment: Int?
  public var contents: Int

  public init(erasure: String, attachment: Int?, contents: Int) {
    self.erasure = erasure
    self.attachment = attachment
    self.contents = contents
  }

  public static let shape = Shape.record(
    RequestErasure.init(erasure:attachment:contents:),
    field("erasure", \.erasure, .text(1...40), "The erasure that lists the digests"),
    optional("attachment", \.attachment, .whole(1...1000), "The attachment whose content it was"),
    field("contents", \.contents, .whole(1...1_000_000), "How many texts and files"))
}

/// What somebody wants to have erased, as the operation found it.
public struct ErasableContent: Sendable {
  /// Digests of what is still there.
  public var left: [Digest]
  /// Other subjects whose entries name one of them too.
  public var elsewhere: [SubjectReference]

  public init(left: [Digest], elsewhere: [SubjectReference]) {
    self.left = left
    self.elsewhere = elsewhere
  }
}

extension ChangeRequest {
  /// Whether nothing is decided on it any more.
  public var hasEnded: Bool {
    switch status {
    case .rejected, .cancelled, .closed: true
    case .raised, .voting, .analysing, .deferred, .approved, .inRelease, .implemented, .backedOut: false
    }
  }

  public func isErased(attachment number: Int) -> Bool { erasures.contains { $0.attachment == number } }

  /// What keeps contents from being erased. Law may ask for it at any time; but nobody may be left to vote on, build or
  /// review a request that says nothing.
  func erasureBlockers(_ content: ErasableContent) -> [Refusal] {
    guard !content.left.isEmpty else {
      return [
        Refusal(
          "content-left", because: "Nothing of that is left of \(identifier): it was erased before, or never was.",
          clears: "Nothing is left to do.")
      ]
    }
    let it = self.content
    let inForce = [it.title, it.description, it.need, it.benefit, it.risk, it.resources].map(\.digest)
    var refusals = content.elsewhere.map { other in
      Refusal(
        "content-named-elsewhere",
        because: "What would be erased stands in what the log says about \(subject: other) too.",
        clears: "Erase it entry by entry, and leave out what both have.", by: [.administrator])
    }
    if !hasEnded, content.left.contains(where: inForce.contains) {
      refusals.append(
        Refusal(
          "text-in-force",
          because: "\(identifier) is \(status.label), and what it says now is what people decide on and work by.",
          clears: """
            Change the request so that it no longer says this, and erase the entry with the former text; or wait until the \
            request has ended.
            """, by: [.changeInitiator, .changeOwner, .changeManager]))
    }
    return refusals
  }
}
