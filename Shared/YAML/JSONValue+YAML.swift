package import Primitives

extension JSONValue {
    /// A text's only YAML document (or JSON, which is YAML), by libyaml; null where there is none.
    ///
    /// Keys are texts and stand once in their mapping; aliases are followed within bounds; tags other than `!!str`, `!!seq` and `!!map` are refused.
    package init(yaml text: String, scalars: YAMLScalars = .core, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) {
        try self.init(yaml: Array(text.utf8), scalars: scalars, limits: limits)
    }

    /// - Parameter bytes: UTF-8.
    package init(yaml bytes: [UInt8], scalars: YAMLScalars = .core, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) {
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(YAMLError) in
                var composer = try YAMLComposer(buffer, scalars: scalars, limits: limits)
                return try composer.document()
            }
        }
        self = try result.get()
    }
}
