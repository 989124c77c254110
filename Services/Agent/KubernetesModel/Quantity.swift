/// A Kubernetes quantity: `500m`, `64Mi`, `1e3`, `0.5Gi`. Exact to a thousandth, the finest that resources are counted in.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
public struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Thousandths of a core, a byte or a count; clamped to what 64 bits hold. Finer units are rounded up, as Kubernetes does.
    public var thousandths: Int64
    /// As it was written.
    public var description: String

    /// - Returns: nil for text that isn't a quantity.
    public init?(_ text: String) {
        guard let parsed = Self.parse(text) else { return nil }
        thousandths = parsed
        description = text
    }

    private init(thousandths: Int64) {
        self.thousandths = thousandths
        description =
            thousandths % 1000 == 0 ? String(thousandths / 1000) : "\(thousandths)m"
    }

    public static let zero = Quantity(thousandths: 0)

    public static func bytes(_ count: Int64) -> Quantity {
        var sum = Quantity(thousandths: count.multipliedReportingOverflow(by: 1000).partialValue)
        sum.description = Self.binaryText(count)
        return sum
    }

    public static func millicores(_ count: Int64) -> Quantity { Quantity(thousandths: count) }

    public var value: Double { Double(thousandths) / 1000 }

    public static func == (lhs: Quantity, rhs: Quantity) -> Bool { lhs.thousandths == rhs.thousandths }
    public func hash(into hasher: inout Hasher) { hasher.combine(thousandths) }
    public static func < (lhs: Quantity, rhs: Quantity) -> Bool { lhs.thousandths < rhs.thousandths }

    public static func + (lhs: Quantity, rhs: Quantity) -> Quantity {
        let (sum, overflow) = lhs.thousandths.addingReportingOverflow(rhs.thousandths)
        return Quantity(thousandths: overflow ? .max : sum)
    }

    public static func - (lhs: Quantity, rhs: Quantity) -> Quantity {
        let (difference, overflow) = lhs.thousandths.subtractingReportingOverflow(rhs.thousandths)
        return Quantity(thousandths: overflow ? .min : difference)
    }

    /// The number of bytes with a binary unit, to one decimal where it doesn't divide: `64Mi`, `1.5Gi`.
    public static func binaryText(_ count: Int64) -> String {
        for (unit, size) in [("Ti", Int64(1) << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] where abs(count) >= size {
            let tenths = Double(count) / Double(size) * 10
            let rounded = Int64(tenths.rounded())
            return rounded % 10 == 0 ? "\(rounded / 10)\(unit)" : "\(rounded / 10).\(abs(rounded % 10))\(unit)"
        }
        return String(count)
    }

    /// Powers of ten and two by suffix, in thousandths' numerator and denominator.
    private static func scale(of suffix: Substring) -> (numerator: Double, exact: Int64?)? {
        switch suffix {
        case "": (1000, 1000)
        case "m": (1, 1)
        case "u": (0.001, nil)
        case "n": (0.000_001, nil)
        case "k": (1e6, 1_000_000)
        case "M": (1e9, 1_000_000_000)
        case "G": (1e12, 1_000_000_000_000)
        case "T": (1e15, 1_000_000_000_000_000)
        case "P": (1e18, 1_000_000_000_000_000_000)
        case "E": (1e21, nil)
        case "Ki": (1000 * 1024, 1000 << 10)
        case "Mi": (1000 * 1_048_576, 1000 << 20)
        case "Gi": (1000 * 1_073_741_824, 1000 << 30)
        case "Ti": (1000 * 1_099_511_627_776, 1000 << 40)
        case "Pi": (1000 * 1_125_899_906_842_624, 1000 << 50)
        case "Ei": (1000 * 1_152_921_504_606_846_976, nil)
        default: nil
        }
    }

    private static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "+" || $0 == "-") }
        guard !digits.isEmpty else { return nil }
        var suffix = text.dropFirst(digits.count)
        var numerator = 1000.0
        var exact: Int64? = 1000
        if let first = suffix.first, first == "e" || first == "E", let exponent = Int(suffix.dropFirst()), abs(exponent) <= 18 {
            suffix = ""
            numerator = (0..<abs(exponent)).reduce(1000.0) { scale, _ in exponent > 0 ? scale * 10 : scale / 10 }
            exact = exponent >= 0 && exponent <= 15 ? (0..<exponent).reduce(Int64(1000)) { scale, _ in scale * 10 } : nil
        } else {
            guard let scale = scale(of: suffix) else { return nil }
            (numerator, exact) = scale
        }
        if let whole = Int64(digits), let exact {
            let (product, overflow) = whole.multipliedReportingOverflow(by: exact)
            return overflow ? (whole < 0 ? .min : .max) : product
        }
        guard let number = Double(digits) else { return nil }
        let product = number * numerator
        guard abs(product) < 9.2e18 else { return product < 0 ? .min : .max }
        // A sum in floating point lands a hair beside the whole number that was meant.
        let nearest = product.rounded()
        return Int64(abs(product - nearest) < 1e-6 ? nearest : product.rounded(.awayFromZero))
    }
}
