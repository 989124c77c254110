import Primitives

/// Names, uids and addresses as a cluster hands them out, the same ones each time for the same seed.
struct Identity: Sendable {
    var seed: UInt64

    private func random(_ text: String) -> SeededRandom {
        SeededRandom(seed: seed, text: text)
    }

    /// The letters that Kubernetes makes names of: no vowels, so that no words come about.
    ///
    /// Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789")

    func suffix(_ text: String, length: Int) -> String {
        var random = random("suffix \(text)")
        return String((0..<length).map { _ in Self.letters[Int(random.next() % UInt64(Self.letters.count))] })
    }

    func uid(_ text: String) -> String {
        var random = random("uid \(text)")
        let digits = Self.hex(random.next()) + Self.hex(random.next())
        var parts: [String] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        // Version 4, variant 10, as Go's uuid package makes them.
        parts[2] = "4" + parts[2].dropFirst()
        parts[3] = "a" + parts[3].dropFirst()
        return parts.joined(separator: "-")
    }

    func containerID(_ text: String) -> String {
        var random = random("container \(text)")
        return "containerd://" + (0..<4).map { _ in Self.hex(random.next()) }.joined()
    }

    func podIP(_ text: String) -> String {
        var random = random("pod \(text)")
        return "10.\(128 + random.next() % 64).\(random.next() % 256).\(2 + random.next() % 252)"
    }

    func clusterIP(_ text: String) -> String {
        var random = random("service \(text)")
        return "10.\(96 + random.next() % 16).\(random.next() % 256).\(2 + random.next() % 252)"
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
