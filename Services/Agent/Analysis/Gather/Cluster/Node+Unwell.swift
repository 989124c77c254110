import KubernetesModel

extension Node {
    /// Not ready, or under pressure of some kind.
    var isUnwell: Bool {
        conditions.contains { condition in
            condition.type == "Ready" ? condition.status != "True" : condition.status == "True"
        }
    }
}
