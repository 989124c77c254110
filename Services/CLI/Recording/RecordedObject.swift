/// An object of a recorded list: its bytes, and what every request asks of it.
package struct RecordedObject: Sendable {
    package let json: JSONSlice
    package let name: String
    /// Empty for cluster-scoped objects.
    package let namespace: String
    package let labels: [String: String]

    init(_ json: JSONSlice) {
        self.json = json
        let metadata = json["metadata"]
        name = metadata?["name"]?.string ?? ""
        namespace = metadata?["namespace"]?.string ?? ""
        labels = Dictionary((metadata?["labels"]?.members ?? []).map { ($0.name, $0.value.text) }, uniquingKeysWith: { _, last in last })
    }

    /// The value that a field selector compares: empty where the object doesn't have the field.
    func field(_ path: String) -> String {
        guard let value = json[path: path.split(separator: ".").map(String.init)], !value.isNull else { return "" }
        return value.text
    }
}
