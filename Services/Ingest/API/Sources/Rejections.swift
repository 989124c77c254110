package import Contracts

/// The alerts of a body that can't be taken, while others of it are.
package struct Rejections: Encodable, Equatable, Sendable {
    /// How many they are.
    package private(set) var alerts = 0
    /// What is wrong with them, in the order of the body: ``maximumErrors`` at most, because a sender may be wrong ten thousand times.
    package private(set) var errors: [FieldError] = []

    package static let maximumErrors = 100

    package init() {}

    /// - Parameter errors: of one more alert.
    package mutating func add(_ errors: [FieldError]) {
        alerts += 1
        self.errors += errors.prefix(Self.maximumErrors - self.errors.count)
    }
}
