import ConfigurationRules
import Testing
import Vocabulary

struct ImpactTests {
  private func item(_ number: Int) throws -> ItemReference { try #require(ItemReference(number: number)) }

  @Test("CFG-6: the shortest path wins, circles end, and wires carry nothing")
  func paths() throws {
    // 2 runs on 1, 3 depends on 2, 4 depends on 1 and on 3, 1 depends on 4 (a circle), 5 is wired to 1.
    let links: [(Int, RelationshipType, Int)] = [
      (2, .runsOn, 1), (3, .dependsOn, 2), (4, .dependsOn, 1), (4, .dependsOn, 3), (1, .dependsOn, 4),
      (5, .connectsTo, 1),
    ]
    let impact = try Impact(of: [try item(1)], most: 100) { here in
      try links.flatMap { from, type, to in
        (from == here.number ? [Neighbour(type: type, item: try item(to), isIncoming: false)] : [])
          + (to == here.number ? [Neighbour(type: type, item: try item(from), isIncoming: true)] : [])
      }
    }
    #expect(impact.felt.map { $0.path.map(\.item.number) } == [[1, 2], [1, 4], [1, 2, 3]])
    #expect(
      impact.felt.map { $0.path.map(\.by).joined(separator: ",") } == [
        ",carries", ",is needed by", ",carries,is needed by",
      ])
    #expect(!impact.isCutOff)
  }

  @Test("CFG-6: what is cut off says so")
  func cutOff() throws {
    let impact = try Impact(of: [try item(1)], most: 10) { here in
      [Neighbour(type: .dependsOn, item: try item(here.number + 1), isIncoming: true)]
    }
    #expect(impact.felt.count == 10 && impact.isCutOff)
    let exact = try Impact(of: [try item(1)], most: 10) { here in
      here.number > 10 ? [] : [Neighbour(type: .dependsOn, item: try item(here.number + 1), isIncoming: true)]
    }
    #expect(exact.felt.count == 10 && !exact.isCutOff)
  }
}
