import Crypto
public func d(_ s: String) -> Int { Array(SHA256.hash(data: Array(s.utf8))).count }
