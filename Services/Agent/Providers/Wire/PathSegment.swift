import HTTPKit

/// A name within a URL's path: a model's may hold a slash or worse.
enum PathSegment {
    static func encode(_ name: String) -> String { PercentEncoding.encode(name) }
}
