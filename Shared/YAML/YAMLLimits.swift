/// How much a YAML document may hold, and become.
package struct YAMLLimits: Hashable, Sendable {
    /// Of the text.
    package var bytes: Int
    /// Lists and mappings within each other, those that aliases stand for included.
    package var depth: Int
    /// What all aliases together may repeat, in bytes of text plus one for each value. A few lines of aliases of aliases would else
    /// become a document without end.
    package var repeatedBytes: Int

    /// - Note: The largest documents in use are an API's, of 120 KB, and kubeconfigs of hundreds of clusters; both nest to about 15.
    package init(bytes: Int = 4 << 20, depth: Int = 64, repeatedBytes: Int = 1 << 20) {
        self.bytes = bytes
        self.depth = depth
        self.repeatedBytes = repeatedBytes
    }
}
