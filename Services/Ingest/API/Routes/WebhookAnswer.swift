import IngestDomain

/// What a sender is told whose alerts are on disk: their receipt, and what of its webhook was not taken.
struct WebhookAnswer: Encodable {
    let receipt: IntakeReceipt
    let rejections: Rejections

    private enum CodingKeys: CodingKey {
        case rejected
    }

    /// The receipt's members, and `rejected` beside them where there is something to say.
    func encode(to encoder: any Encoder) throws {
        try receipt.encode(to: encoder)
        guard rejections.alerts > 0 else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rejections, forKey: .rejected)
    }
}
