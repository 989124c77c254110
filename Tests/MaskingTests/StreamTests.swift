import Masking
import Testing

/// A text that comes in pieces is masked as if it had come in one.
@Suite struct StreamTests {
    private static func masked(_ pieces: [String]) -> String {
        var stream = Masker.standard.session().stream()
        return pieces.map { stream.feed($0) }.joined() + stream.finish()
    }

    private static func pieces(_ text: String, _ cuts: [Int]) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return zip([0] + cuts, cuts + [scalars.count]).map { start, end in
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[start..<end])
            return String(piece)
        }
    }

    @Test(arguments: SecretKind.tokens + SecretKind.values) func whereverASecretIsCutTheOutputIsTheSame(kind: SecretKind) {
        var random = SeededRandom(seed: 17)
        let secret = kind.secret(&random)
        for context in [SecretContext.all[0], SecretContext.all[2], SecretContext.all[5], SecretContext.all[16]] {
            let text = context.place(secret.text, kind.variable)
            let whole = Masker.standard.session().mask(text)
            let count = text.unicodeScalars.count
            for cut in 0...count {
                let split = Self.masked(Self.pieces(text, [cut]))
                #expect(split == whole, "\(kind), \(context), cut at \(cut)")
            }
            #expect(Self.masked(Self.pieces(text, Array(1..<count))) == whole, "\(kind), \(context), scalar by scalar")
        }
    }

    @Test func aKeyOfManyLinesIsOnePlaceholder() {
        var random = SeededRandom(seed: 18)
        let lines = (0..<26).map { _ in random.text(64, of: Alphabet.base64) }
        let label = "RSA PRIV" + "ATE KEY"
        let text = "before\n-----BEGIN \(label)-----\n\(lines.joined(separator: "\n"))\n-----END \(label)-----\nafter password=hunter2 grüße\n"
        let expected = "before\n[masked:private-key#1]\nafter password=[masked:password#1] grüße\n"
        #expect(Masker.standard.session().mask(text) == expected)
        for size in [1, 3, 7, 64, 1000] {
            let cuts = Array(stride(from: size, to: text.unicodeScalars.count, by: size))
            #expect(Self.masked(Self.pieces(text, cuts)) == expected, "pieces of \(size)")
        }
    }

    @Test func aSecretThatNeverEndsIsTakenWholeAndNotKept() {
        let text = "password=" + String(repeating: "aB3", count: 40_000) + " after"
        #expect(Masker.standard.session().mask(text) == "password=[masked:password#1] after")
        var stream = Masker.standard.session().stream()
        var output = ""
        for piece in Self.pieces(text, Array(stride(from: 1000, to: text.unicodeScalars.count, by: 1000))) { output += stream.feed(piece) }
        #expect(output + stream.finish() == "password=[masked:password#1] after")
    }

    @Test func whatCanBeNoSecretIsToldAtOnce() {
        var stream = Masker.standard.session().stream()
        let told = stream.feed("The pod orders-7d9f was OOMKilled because its limit is 64Mi, and what it does takes more; ")
        #expect(told.hasPrefix("The pod orders-7d9f was OOMKilled because its limit is 64Mi"), "\(told)")
    }

    @Test func linesOfALogShareAKey() {
        var random = SeededRandom(seed: 19)
        let label = "PRIV" + "ATE KEY"
        let body = (0..<3).map { _ in random.text(64, of: Alphabet.base64) }
        let masked = Masker.standard.session().mask(lines: ["a", "-----BEGIN \(label)-----"] + body + ["-----END \(label)-----", "token: b"])
        #expect(masked.count == 7)
        #expect(masked.first == "a" && masked.last == "token: b")
        for line in body { #expect(!masked.joined().contains(line.prefix(6))) }
    }
}
