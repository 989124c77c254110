package import Primitives

/// A kind of sender: where it posts to, and how its bodies are read.
///
/// Pure: a body in, what it says out. What holds for all senders (the order in which a cluster is decided, bounds, metrics, answers) is
/// not a source's business. Adding one is adding a file, and its line to ``AlertSources``.
package protocol AlertSource: Sendable {
    /// As tokens are bound to it and metrics name it: `alertmanager`.
    var name: String { get }
    /// The paths that it posts to. One with a `{cluster}` in it names the cluster of every alert of the body.
    var paths: [String] { get }
    /// Reads one body.
    ///
    /// - Parameter now: when it came.
    /// - Throws: ``JSONDecodingError``, with what is wrong where in the body. Members that nobody knows are no error.
    func notification(_ body: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification
}
