import Primitives

/// Times and numbers as people read them.
enum Wording {
    /// `12 s ago`, `4 min ago`, `in 3 h`: the largest unit that isn't zero.
    static func age(of time: Timestamp, at now: Timestamp) -> String {
        let distance = now - time
        let text = span(distance < .zero ? .zero - distance : distance)
        return distance < .zero ? "in \(text)" : "\(text) ago"
    }

    static func span(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    /// `0.4 ms`, `12 ms`, `1.25 s`.
    static func elapsed(milliseconds: Double) -> String {
        switch milliseconds {
        case ..<10: "\(fixed(milliseconds, decimals: 1)) ms"
        case ..<1000: "\(fixed(milliseconds, decimals: 0)) ms"
        default: "\(fixed(milliseconds / 1000, decimals: 2)) s"
        }
    }

    static func elapsed(_ duration: Duration) -> String {
        elapsed(milliseconds: duration.seconds * 1000)
    }

    static func percent(_ share: Double) -> String {
        "\(fixed(share * 100, decimals: 0)) %"
    }

    /// A number of items with its noun: `1 alert`, `3 alerts`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        let scale = (0..<decimals).reduce(Int64(1)) { scale, _ in scale * 10 }
        let scaled = Int64((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }
}
