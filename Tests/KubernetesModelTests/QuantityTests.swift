import KubernetesModel
import Testing

@Suite struct QuantityTests {
    static let exact: [(String, Int64)] = [
        ("0", 0), ("1", 1000), ("500m", 500), ("1500m", 1500), ("0.5", 500), ("64Mi", 67_108_864_000), ("1Gi", 1_073_741_824_000),
        ("0.5Gi", 536_870_912_000),
        ("1e3", 1_000_000), ("1E3", 1_000_000), ("12e-1", 1200), ("128974848", 128_974_848_000), ("129M", 129_000_000_000), ("123Ki", 125_952_000),
        ("1.1", 1100), ("100n", 1), ("264212084Ki", 270_553_174_016_000), ("-1", -1000), ("1k", 1_000_000), ("2T", 2_000_000_000_000_000),
    ]

    @Test(arguments: exact) func aQuantityIsReadExactly(text: String, thousandths: Int64) {
        #expect(Quantity(text)?.thousandths == thousandths)
        #expect(Quantity(text)?.description == text)
    }

    @Test(arguments: ["", "Mi", "1Zi", "abc", "1 Gi", "--1", "1.2.3"]) func whatIsNoQuantityIsNil(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test func hugeQuantitiesAreClampedAndStayOrdered() {
        #expect(Quantity("9E")?.thousandths == .max)
        #expect((Quantity("16Ei") ?? .zero) > (Quantity("1Pi") ?? .zero))
    }

    @Test func equalAmountsAreEqualHoweverTheyAreWritten() {
        #expect(Quantity("1000m") == Quantity("1"))
        #expect(Quantity("1024Mi") == Quantity("1Gi"))
        #expect(Set([Quantity("1000m"), Quantity("1")]).count == 1)
    }

    @Test(arguments: [(Int64(67_108_864), "64Mi"), (1_610_612_736, "1.5Gi"), (512, "512"), (1024, "1Ki")]) func bytesAreWrittenWithABinaryUnit(
        count: Int64, text: String
    ) {
        #expect(Quantity.binaryText(count) == text)
    }
}
