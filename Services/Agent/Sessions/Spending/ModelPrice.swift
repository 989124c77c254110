package import LLM

/// US dollars for such usage of a model; nil for one that the price table doesn't have.
package typealias ModelPrice = @Sendable (ModelIdentity, TokenUsage) -> Double?
