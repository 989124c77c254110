extension MaskingRule.Validator {
    func accepts(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        switch self {
        case .none: return true
        case .random: return Randomness.isRandomToken(bytes)
        case .basicCredentials:
            let unpadded = bytes.prefix { $0 != UInt8(ascii: "=") }
            return Base64.text(unpadded)?.contains(UInt8(ascii: ":")) ?? false
        }
    }
}
