import HTTPServer
import LibraryStore
import Operations
import Records
import Vocabulary

/// The rooms of one floor do not know one another; here they meet.
struct OfficeHouse: House, LogShelf {
  let office: Office
  let verifierKey: String

  func transact<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    try await office.transact(body)
  }

  func inquire<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    try await office.inquire(body)
  }

  func lastCheckpoint() async throws -> String? { try await office.lastCheckpoint() }

  func inclusionProof(of index: Int) async throws -> String? { try await office.inclusionProof(index: index)?.text }

  func export(to write: @escaping @Sendable ([UInt8]) throws -> Void) async throws {
    try await office.export(to: write)
  }
}

extension FileShelf: BlobShelf {}
