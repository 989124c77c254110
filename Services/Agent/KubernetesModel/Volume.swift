import Primitives

public struct Volume: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        case persistentVolumeClaim(name: String)
        case configMap(name: String, keys: [String], isOptional: Bool)
        case secret(name: String, keys: [String], isOptional: Bool)
        case projected([Source])
        case emptyDir(sizeLimit: Quantity?)
        case hostPath(path: String)
        /// An ephemeral claim, named after pod and volume.
        case ephemeralClaim
        case csi(driver: String)
        case nfs(server: String, path: String)
        /// `iscsi`, `downwardAPI`, …: the field's name.
        case other(String)
    }

    public var name: String
    public var source: Source

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        source = Self.source(json)
    }

    /// The projected volume with the account's token, which every pod gets and whose ConfigMaps appear a moment after the namespace does.
    public var isServiceAccountToken: Bool { name.hasPrefix("kube-api-access-") }

    private static func source(_ json: JSONValue) -> Source {
        if let claim = json["persistentVolumeClaim"], claim.object != nil {
            return .persistentVolumeClaim(name: claim["claimName"]?.string ?? "")
        }
        if let map = json["configMap"], map.object != nil {
            return .configMap(name: map["name"]?.string ?? "", keys: keys(of: map), isOptional: map["optional"]?.bool ?? false)
        }
        if let secret = json["secret"], secret.object != nil {
            let name = secret["secretName"]?.string ?? secret["name"]?.string ?? ""
            return .secret(name: name, keys: keys(of: secret), isOptional: secret["optional"]?.bool ?? false)
        }
        if let projected = json["projected"], projected.object != nil { return .projected(projected["sources"].list.map(source)) }
        if let directory = json["emptyDir"], directory.object != nil {
            return .emptyDir(sizeLimit: directory["sizeLimit"]?.string.flatMap { Quantity($0) })
        }
        if let path = json["hostPath"], path.object != nil { return .hostPath(path: path["path"]?.string ?? "") }
        if json["ephemeral"]?.object != nil { return .ephemeralClaim }
        if let csi = json["csi"], csi.object != nil { return .csi(driver: csi["driver"]?.string ?? "") }
        if let nfs = json["nfs"], nfs.object != nil { return .nfs(server: nfs["server"]?.string ?? "", path: nfs["path"]?.string ?? "") }
        return .other(json.object?.keys.filter { $0 != "name" }.min() ?? "")
    }

    private static func keys(of json: JSONValue) -> [String] {
        json["items"].list.compactMap { $0["key"].nonEmpty }
    }
}
