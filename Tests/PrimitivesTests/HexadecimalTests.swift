import Primitives
import Testing

@Suite struct HexadecimalTests {
    @Test(arguments: [0, 1, 0xFF, .max])
    func `a number is 16 digits, and comes back from them`(number: UInt64) {
        let text = Hexadecimal.text(number)
        #expect(text.utf8.count == 16)
        #expect(Hexadecimal.number(text.utf8) == number)
    }

    @Test(arguments: ["", "g", "FF", "00000000000000001", "10000000000000000", " 1"])
    func `what isn't one to sixteen lowercase digits is no number`(text: String) {
        #expect(Hexadecimal.number(text.utf8) == nil)
    }
}
