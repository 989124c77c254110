/// What is masked.
package struct MaskingOptions: Sendable {
    package var isEnabled: Bool
    package var masksEmails: Bool
    package var masksPublicAddresses: Bool
    package var masksCards: Bool
    package var custom: [CustomRule]

    package init(
        isEnabled: Bool = true, masksEmails: Bool = true, masksPublicAddresses: Bool = true, masksCards: Bool = true, custom: [CustomRule] = []
    ) {
        self.isEnabled = isEnabled
        self.masksEmails = masksEmails
        self.masksPublicAddresses = masksPublicAddresses
        self.masksCards = masksCards
        self.custom = custom
    }
}

extension RuleBook {
    convenience init(_ options: MaskingOptions) {
        var rules = MaskingRule.keys + MaskingRule.headers + MaskingRule.clouds + MaskingRule.forges + MaskingRule.services + MaskingRule.ai
        rules += MaskingRule.names
        if options.masksEmails { rules.append(.email) }
        if options.masksPublicAddresses { rules.append(.publicAddress) }
        self.init(rules: rules, decodesBase64: true, findsCards: options.masksCards)
    }
}
