import Evidence
import Vocabulary

public enum ItemCommand: Sendable {
  case set([ItemAttribute])
  /// A process says so: a deployment, the life of a host.
  case change(ItemStatus)
  /// A person says so.
  case turn(ItemStatus)
  case link(ItemLink)
  case unlink(ItemLink)
}

public struct ItemFacts: Sendable {
  public var classes: [ItemClass]
  /// Whether the other end of a link exists and is not retired.
  public var otherEndStands: Bool
  /// A path of the link's type from the other end back to here, as references; empty if there is none.
  public var pathBack: [ItemReference]
  /// Items that are not retired and whose links end here, with how.
  public var incoming: [Neighbour]
  /// Other ends of its own links that are retired.
  public var retiredEnds: [ItemReference]
  /// The host or the library version that it stands for: then its status follows from that.
  public var standsFor: SubjectReference?

  public init(
    classes: [ItemClass], otherEndStands: Bool = true, pathBack: [ItemReference] = [], incoming: [Neighbour] = [],
    retiredEnds: [ItemReference] = [], standsFor: SubjectReference? = nil
  ) {
    self.retiredEnds = retiredEnds
    self.standsFor = standsFor
    self.classes = classes
    self.otherEndStands = otherEndStands
    self.pathBack = pathBack
    self.incoming = incoming
  }
}

extension ConfigurationItem {
  /// Whether an item of this class, name and attributes may be recorded.
  public static func blockersOfRecording(
    _ made: ItemEvent.Recorded, nameTakenBy other: ItemReference?, classes: [ItemClass]
  ) -> [Refusal] {
    let taken = other.map {
      Refusal(
        "item-name-unique", because: "\($0) already has the name \(made.name) in the class \(made.itemClass).",
        clears: "Choose another name, or change that item.", by: [.configurationManager])
    }
    return (taken.map { [$0] } ?? []) + attributeProblems(made.attributes, in: made.itemClass, classes)
  }

  public func decide(_ command: ItemCommand, given facts: ItemFacts, at now: Moment) throws(Refused) -> [ItemEvent] {
    try Refused.unlessEmpty(blockers(of: command, given: facts, at: now))
    switch command {
    case .set(let values):
      let changed = values.filter { value in !attributes.contains(value) }
      return changed.isEmpty ? [] : [.attributesSet(changed)]
    case .change(let status), .turn(let status): return status == self.status ? [] : [.statusChanged(status)]
    case .link(let link): return links.contains(link) ? [] : [.linked(link)]
    case .unlink(let link): return [.unlinked(link)]
    }
  }

  public func blockers(of command: ItemCommand, given facts: ItemFacts, at now: Moment) -> [Refusal] {
    switch command {
    case .set(let values): Self.attributeProblems(values.filter { !$0.value.isEmpty }, in: itemClass, facts.classes)
    case .change(let status): status == .retired ? retiringProblems(facts) : []
    case .turn(let status): turningProblems(status, facts)
    case .link(let link): linkProblems(link, facts)
    case .unlink(let link):
      links.contains(link)
        ? []
        : [
          Refusal("link-exists", because: "\(identifier) has no such relationship.", clears: "Name one from its list.")
        ]
    }
  }

  private func retiringProblems(_ facts: ItemFacts) -> [Refusal] {
    facts.incoming.map {
      Refusal(
        "item-without-dependants", because: "\($0.item) still points at \(identifier): «\($0.type.label)».",
        clears: "Take the relationship away, or retire \($0.item) first.", by: [.configurationManager])
    }
  }

  /// Whether a person may turn its status to this one (CFG-1).
  private func turningProblems(_ to: ItemStatus, _ facts: ItemFacts) -> [Refusal] {
    if let subject = facts.standsFor {
      return [
        Refusal(
          "item-status-follows",
          because: "\(identifier) stands for \(subject: subject); its status follows from what becomes of that.",
          clears: subject.kind == "host"
            ? "Retire the host, or have another take its place." : "Deploy it or back it out.",
          by: subject.kind == "host" ? [.operationsEngineer] : [.releaseManager])
      ]
    }
    guard status.next.contains(to) else {
      let allowed = status.next.map(\.rawValue).joined(separator: ", ")
      return [
        Refusal(
          "item-status-way", because: "\(identifier) is \(status.rawValue) and cannot become \(to.rawValue) by hand.",
          clears: "From \(status.rawValue) it goes to: \(allowed).", by: [.configurationManager])
      ]
    }
    if to == .retired { return retiringProblems(facts) }
    guard status == .retired else { return [] }
    return facts.retiredEnds.map {
      Refusal(
        "link-end-stands", because: "\(identifier) points at \($0), which is retired.",
        clears: "Put \($0) into use first, or take the relationship away.", by: [.configurationManager])
    }
  }

  private func linkProblems(_ link: ItemLink, _ facts: ItemFacts) -> [Refusal] {
    var refusals: [Refusal] = []
    if !facts.otherEndStands {
      refusals.append(
        Refusal(
          "link-end-stands", because: "\(link.to) does not exist or is retired.",
          clears: "Record it first, or name another item.", by: [.configurationManager]))
    }
    if link.type.allowsCycles, link.to == identifier {
      refusals.append(
        Refusal(
          "link-to-another", because: "\(identifier) cannot stand in «\(link.type.label)» with itself.",
          clears: "Name another item.", by: [.configurationManager]))
    }
    if !link.type.allowsCycles, link.to == identifier || !facts.pathBack.isEmpty {
      let path = ([identifier, link.to] + facts.pathBack).map(\.text).joined(separator: " → ")
      refusals.append(
        Refusal(
          "link-without-cycle", because: "«\(link.type.label)» would run in a circle: \(path).",
          clears: "Take one of those relationships away.", by: [.configurationManager]))
    }
    if let most = link.type.most, !links.contains(link), links.count(where: { $0.type == link.type }) >= most {
      refusals.append(
        Refusal(
          "link-cardinality", because: "\(identifier) may have \(most) of «\(link.type.label)» and has it.",
          clears: "Take the present one away first.", by: [.configurationManager]))
    }
    return refusals
  }

  private static func attributeProblems(
    _ values: [ItemAttribute], in className: String, _ classes: [ItemClass]
  ) -> [Refusal] {
    guard let itemClass = classes.first(where: { $0.name == className }) else {
      let known = classes.map(\.name).joined(separator: ", ")
      return [
        Refusal("item-class-known", because: "There is no class \(className).", clears: "Choose one of \(known).")
      ]
    }
    return values.compactMap { value in
      guard let note = itemClass.attributes.first(where: { $0.name == value.name }) else {
        let known = itemClass.attributes.map(\.name).joined(separator: ", ")
        return Refusal(
          "item-attribute-known", because: "The class \(className) has no attribute \(value.name).",
          clears: "Choose one of \(known).", by: [.configurationManager])
      }
      return note.type.problem(with: value.value).map {
        Refusal(
          "item-attribute-typed", because: "\(value.name): \($0), not «\(value.value)».", clears: "Correct the value.")
      }
    }
  }
}
