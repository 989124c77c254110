/// What kind of rule a secret was found by: the label of the counter of hits, so there are only these.
package enum MaskingFamily: String, CaseIterable, Sendable {
    case privateKey = "private_key"
    case cloud
    case forge
    case service
    case ai
    case jwt
    case header
    case url
    case named
    case base64
    case passwordHash = "password_hash"
    case card
    case email
    case address
    case custom
}
