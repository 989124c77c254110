import FoundationEssentials
import HTTPTypes
import Recording
import Testing

@Suite("Reading a recording")
struct RecordingTests {
    private static func list(_ kind: String, _ names: [String], namespace: String) -> String {
        let items = names.map { #"{"metadata":{"name":"\#($0)","namespace":"\#(namespace)"}}"# }
        return #"{"kind":"\#(kind)","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[\#(items.joined(separator: ","))]}"#
    }

    @Test("unites the namespaces where only they were recorded")
    func union() throws {
        let files = [
            "kubernetes/api/v1/namespaces/a/pods.json": Self.list("PodList", ["one"], namespace: "a"),
            "kubernetes/api/v1/namespaces/b/pods.json": Self.list("PodList", ["two", "three"], namespace: "b"),
        ]
        try Recordings.withFolder(files) { folder in
            let cluster = try RecordedCluster(directory: folder)
            #expect(try cluster.names("/api/v1/pods") == ["one", "two", "three"])
            #expect(try cluster.names("/api/v1/pods?fieldSelector=metadata.namespace%3Db") == ["two", "three"])
            #expect(try cluster.names("/api/v1/namespaces/a/pods") == ["one"])
            #expect(cluster.recording.namespaces == ["a", "b"])
        }
    }

    @Test("picks a namespace out of a list of the whole cluster")
    func clusterWide() throws {
        let list =
            #"{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"x","namespace":"a"}},{"metadata":{"name":"y","namespace":"b"}}]}"#
        try Recordings.withFolder(["kubernetes/api/v1/pods.json": list]) { folder in
            let cluster = try RecordedCluster(directory: folder)
            #expect(try cluster.names("/api/v1/namespaces/b/pods") == ["y"])
            #expect(try cluster.get("/api/v1/namespaces/a/pods/y").status == .notFound)
        }
    }

    @Test("never serves a Secret, even where a folder holds one")
    func secrets() throws {
        let files = [
            "kubernetes/api/v1/namespaces/a/secrets.json":
                #"{"kind":"SecretList","apiVersion":"v1","items":[{"metadata":{"name":"s"},"data":{"k":"djRsdWU="}}]}"#,
            "kubernetes/api/v1/namespaces/a/hidden.json":
                #"{"kind":"SecretList","apiVersion":"v1","items":[{"metadata":{"name":"s"},"data":{"k":"djRsdWU="}}]}"#,
            "kubernetes/secrets.json": #"{"kind":"SecretList","items":[{"data":{"k":"djRsdWU="}}]}"#,
        ]
        try Recordings.withFolder(files) { folder in
            let cluster = try RecordedCluster(directory: folder)
            for target in [
                "/api/v1/secrets", "/api/v1/namespaces/a/secrets", "/api/v1/namespaces/a/secrets/s", "/api/v1/namespaces/a/hidden", "/secrets",
            ] {
                let answer = try cluster.get(target)
                #expect(!answer.text.contains("djRsdWU="))
                #expect(answer.status.code >= 400)
            }
        }
    }

    @Test("follows no symbolic link")
    func links() throws {
        try Recordings.withFolder(["kubernetes/version.json": "{}"]) { folder in
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/kubernetes/outside.json", withDestinationPath: "/etc/hostname")
            let cluster = try RecordedCluster(directory: folder)
            #expect(try cluster.get("/version").status == .ok)
            #expect(try cluster.get("/outside").status == .notFound)
        }
    }

    @Test("names the file that is broken")
    func broken() throws {
        try Recordings.withFolder(["kubernetes/api/v1/nodes.json": "{\"kind\""]) { folder in
            let error = #expect(throws: RecordingError.self) { try Recording(directory: folder) }
            #expect(error?.path == "\(folder)/kubernetes/api/v1/nodes.json")
            #expect(error?.problem == "the text ends early at byte 7")
        }
        try Recordings.withFolder(["recorded_at.txt": "yesterday"]) { folder in
            #expect(throws: RecordingError.self) { try Recording(directory: folder) }
        }
        #expect(throws: RecordingError(path: "/nonexistent", problem: "can't be read as a folder")) { try Recording(directory: "/nonexistent") }
    }
}
