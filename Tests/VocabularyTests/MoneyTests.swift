import Testing
import Vocabulary

@Suite("Money")
struct MoneyTests {
  @Test("An amount is read as people write it, in the digits of its currency")
  func reading() {
    #expect(Money.minorUnits(of: "4200.50", in: "EUR") == 420_050)
    #expect(Money.minorUnits(of: "4 200,5", in: "EUR") == 420_050)
    #expect(Money.minorUnits(of: "4200", in: "JPY") == 4200)
    #expect(Money.minorUnits(of: "1.5", in: "KWD") == 1500)
    for wrong in ["", "much", "1.234", "-1", "1.2.3", ".5", "99999999999999999999"] {
      #expect(Money.minorUnits(of: wrong, in: "EUR") == nil, "\(wrong)")
    }
    #expect(Money.minorUnits(of: "1.5", in: "JPY") == nil)
  }

  @Test("What was read is written back the same", arguments: ["EUR", "JPY", "KWD"], [0, 5, 100, 420_050])
  func again(currency: String, units: Int64) {
    let money = Money(minorUnits: units, currency: currency)
    #expect(Money.minorUnits(of: money.plainAmount, in: currency) == units)
  }
}
