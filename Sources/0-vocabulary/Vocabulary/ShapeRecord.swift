/// One named field of a record: which property, what shape, what it is for.
public struct Field<Root, Value>: Sendable {
  let note: FieldNote
  let reading: @Sendable (JSON?, String, inout [FieldProblem]) -> Value?
  let writing: @Sendable (Root) -> JSON?
}

/// A field that must be there.
public func field<Root, Value>(
  _ name: String, _ path: any KeyPath<Root, Value> & Sendable, _ shape: Shape<Value>, _ about: String
) -> Field<Root, Value> {
  Field(
    note: FieldNote(name: name, about: about, required: true, spelling: shape.spelling),
    reading: { json, pointer, problems in
      guard let json else {
        problems.append(FieldProblem(pointer: pointer, says: "is missing"))
        return nil
      }
      return shape.reading(json, pointer, &problems)
    }, writing: { shape.writing($0[keyPath: path]) })
}

/// A field that may be left out; `null` counts as left out.
public func optional<Root, Value>(
  _ name: String, _ path: any KeyPath<Root, Value?> & Sendable, _ shape: Shape<Value>, _ about: String
) -> Field<Root, Value?> {
  Field(
    note: FieldNote(name: name, about: about, required: false, spelling: shape.spelling),
    reading: { json, pointer, problems in
      guard let json, json != .null else { return .some(nil) }
      return shape.reading(json, pointer, &problems).map { .some($0) }
    }, writing: { $0[keyPath: path].map(shape.writing) })
}

/// A field with a value that stands when it is left out. It is always written.
public func field<Root, Value: Sendable>(
  _ name: String, _ path: any KeyPath<Root, Value> & Sendable, _ shape: Shape<Value>, else standing: Value,
  _ about: String
) -> Field<Root, Value> {
  Field(
    note: FieldNote(
      name: name, about: about, required: false, spelling: shape.spelling, standing: shape.writing(standing)),
    reading: { json, pointer, problems in
      guard let json, json != .null else { return standing }
      return shape.reading(json, pointer, &problems)
    }, writing: { shape.writing($0[keyPath: path]) })
}

extension Shape {
  /// A record over a memberwise initialiser: a field the type has and the shape lacks does not compile.
  public static func record<each F>(
    _ make: @escaping @Sendable (repeat each F) -> Value, _ fields: repeat Field<Value, each F>
  ) -> Self {
    var notes: [FieldNote] = []
    for one in repeat each fields { notes.append(one.note) }
    let known = notes.map(\.name)
    let all = (repeat each fields)
    return Shape(
      spelling: .record(notes),
      reading: { json, pointer, problems in
        guard case .object(let members) = json else {
          problems.append(FieldProblem(pointer: pointer, says: "an object is needed"))
          return nil
        }
        let before = problems.count
        for member in members where !known.contains(member.name) {
          let says = "unknown field; known are \(known.joined(separator: ", "))"
          problems.append(FieldProblem(pointer: pointer + "/" + escaped(member.name), says: says))
        }
        let got = (repeat readField(each all, json, pointer, &problems))
        guard problems.count == before else { return nil }
        do { return make(repeat try present(each got)) } catch { return nil }
      },
      writing: { value in
        var members: [JSON.Member] = []
        for one in repeat each all {
          if let json = one.writing(value) { members.append(.init(one.note.name, json)) }
        }
        return .object(members)
      })
  }

  /// One alternative of a `choice`.
  public struct Alternative: Sendable {
    let name: String
    let about: String
    let spelling: Spelling
    let reading: @Sendable (JSON, String, inout [FieldProblem]) -> Value?
    let writing: @Sendable (Value) -> JSON?
  }

  /// Exactly one of several alternatives: an enumeration with payloads.
  public static func choice(_ alternatives: Alternative...) -> Self { choice(alternatives) }

  public static func choice(_ alternatives: [Alternative]) -> Self {
    let names = alternatives.map(\.name).joined(separator: ", ")
    return Shape(
      spelling: .choice(
        alternatives.map { FieldNote(name: $0.name, about: $0.about, required: false, spelling: $0.spelling) }),
      reading: { json, pointer, problems in
        guard case .object(let members) = json, members.count == 1,
          let one = alternatives.first(where: { $0.name == members[0].name })
        else {
          problems.append(FieldProblem(pointer: pointer, says: "exactly one of \(names) is needed"))
          return nil
        }
        return one.reading(members[0].value, "\(pointer)/\(one.name)", &problems)
      },
      writing: { value in
        for one in alternatives {
          if let json = one.writing(value) { return .object([.init(one.name, json)]) }
        }
        // Unreachable when every case has its alternative; a contract test writes each case of each enumeration.
        return .null
      })
  }
}

private struct Missing: Error {}

private func present<Value>(_ value: Value?) throws(Missing) -> Value {
  guard let value else { throw Missing() }
  return value
}

private func readField<Root, Value>(
  _ field: Field<Root, Value>, _ json: JSON, _ pointer: String, _ problems: inout [FieldProblem]
) -> Value? {
  field.reading(json[field.note.name], pointer + "/" + field.note.name, &problems)
}

/// A name as a JSON Pointer segment (RFC 6901 §3).
private func escaped(_ name: String) -> String {
  name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
    .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
}

extension Shape.Alternative {
  /// An alternative named `name` with a payload: `{"name": payload}`.
  public static func when<Payload>(
    _ name: String, _ shape: Shape<Payload>, _ make: @escaping @Sendable (Payload) -> Value,
    _ take: @escaping @Sendable (Value) -> Payload?, _ about: String = ""
  ) -> Self {
    Self(
      name: name, about: about, spelling: shape.spelling,
      reading: { shape.reading($0, $1, &$2).map(make) }, writing: { take($0).map(shape.writing) })
  }
}

extension Shape.Alternative where Value: Sendable & Equatable {
  /// An alternative without a payload: `{"name": {}}`.
  public static func bare(_ name: String, _ value: Value) -> Self {
    Self(
      name: name, about: "", spelling: .record([]),
      reading: { json, pointer, problems in
        guard case .object(let members) = json, members.isEmpty else {
          problems.append(FieldProblem(pointer: pointer, says: "an empty object is needed"))
          return nil
        }
        return value
      }, writing: { $0 == value ? .object([]) : nil })
  }
}

/// A record of one field, read as the field itself.
public func one<Value>(_ name: String, _ shape: Shape<Value>, _ about: String = "") -> Shape<Value> {
  Shape.record({ $0 }, field(name, \Value.self, shape, about))
}

extension Shape where Value: Sendable {
  /// A record without fields: only the empty object reads.
  public static func nothing(_ value: Value) -> Self {
    Shape(
      spelling: .record([]),
      reading: { json, pointer, problems in
        guard case .object(let members) = json else {
          problems.append(FieldProblem(pointer: pointer, says: "an object is needed"))
          return nil
        }
        problems += members.map {
          FieldProblem(pointer: "\(pointer)/\($0.name)", says: "unknown field; none are known")
        }
        return members.isEmpty ? value : nil
      }, writing: { _ in .object([]) })
  }
}
