import Evidence
import Ledger
import Operations
import PeopleRules
import Vocabulary

extension MemoryBooks {
  public func append(_ entry: LogEntry) throws -> Digest {
    let leaf = LogEntry.leafHash(of: try Faults.bytes(of: entry))
    let expected = (state.lastVersions[entry.subject] ?? 0) + 1
    guard entry.version == expected else {
      throw Faults.defect(
        "version-gap",
        "Entry \(entry.version) of \(entry.subject.text) was to be written where \(expected) comes next.")
    }
    state.lastVersions[entry.subject] = entry.version
    state.unplaced.append((entry, leaf))
    placeIfAlone()
    return leaf
  }

  public func entries(_ filter: EntryFilter, before: Int?, limit: Int) throws -> [PlacedEntry] {
    let older = state.entries.prefix(max(0, min(before ?? state.entries.count, state.entries.count)))
    let fitting = older.reversed().lazy.filter { filter.fits($0.entry) }
    return Array(fitting.prefix(max(0, limit)))
  }

  public func entry(at index: Int) throws -> PlacedEntry? {
    state.entries.indices.contains(index) ? state.entries[index] : nil
  }

  public func keep(text: String) throws -> Words {
    let words = WordsCommitment.make(text: text, salt: try salt())
    state.words[words.digest] = .some(text.inNormalForm)
    return words
  }

  public func text(_ words: Words) throws -> String? { state.words[words.digest] ?? nil }

  public func erase(_ words: Words, entry: Digest) throws {
    guard state.words[words.digest] != nil else {
      throw Faults.defect("words-unknown", "There is no text \(words.digest.short) to erase.")
    }
    state.words[words.digest] = .some(nil)
  }

  public func keep(document: [UInt8]) throws -> DocumentName {
    let name = DocumentCommitment.make(bytes: document, salt: try salt())
    state.documents[name.digest] = .some(document)
    return name
  }

  public func document(_ name: DocumentName) throws -> [UInt8]? { state.documents[name.digest] ?? nil }

  public func erase(_ document: DocumentName, entry: Digest) throws {
    guard state.documents[document.digest] != nil else { throw Faults.unknownDocument(document) }
    state.documents[document.digest] = .some(nil)
  }

  public func naming(_ digest: Digest) throws -> [SubjectReference] {
    let entries = state.entries.map(\.entry) + state.unplaced.map(\.entry)
    return Set(entries.filter { NamedContents.of($0).contains { $0.digest == digest } }.map(\.subject)).sorted()
  }
}

extension MemoryBooks {
  public func setAccount(_ person: PersonIdentifier, signInName: String, verifier: String?) throws {
    guard state.accounts.allSatisfy({ $0.key == person || $0.value.signInName != signInName }) else {
      throw Repeats.signInNameTaken
    }
    state.accounts[person] = (signInName, verifier)
  }

  public func account(signInName: String) throws -> (person: PersonIdentifier, verifier: String?)? {
    state.accounts.first { $0.value.signInName == signInName }.map { ($0.key, $0.value.verifier) }
  }

  public func addKey(_ key: AccessKey) throws {
    guard state.keys[key.name] == nil, state.keys.values.allSatisfy({ $0.secret != key.secret }) else {
      throw Faults.defect("record-refused", "A key of that name or secret is kept already.")
    }
    state.keys[key.name] = key
  }

  public func key(secret: Digest) throws -> AccessKey? { state.keys.values.first { $0.secret == secret } }

  public func removeKey(named name: String) throws { state.keys[name] = nil }

  public func keys(of person: PersonIdentifier) throws -> [AccessKey] {
    state.keys.values.filter { $0.person == person }.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  public func hasPeople() throws -> Bool { !state.accounts.isEmpty }

  public func remembered(_ key: String, of principal: String) throws -> RememberedAnswer? {
    state.answers[Place(owner: principal, name: key)]
  }

  public func remember(_ answer: RememberedAnswer, key: String, of principal: String, at: Moment) throws {
    let place = Place(owner: principal, name: key)
    if state.answers[place] == nil { state.answers[place] = answer }
  }
}
