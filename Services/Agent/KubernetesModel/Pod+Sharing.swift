extension Pod {
    /// The pods of one controller are alike but for names, addresses and states.
    public var family: String? { metadata.controller?.uid }

    /// Takes over the storage of whatever equals a relative's: of thousands of replicas only what differs is held more than once.
    public mutating func shareMemory(with relative: Pod) {
        share(&metadata.labels, relative.metadata.labels)
        share(&metadata.annotations, relative.metadata.annotations)
        share(&metadata.ownerReferences, relative.metadata.ownerReferences)
        share(&metadata.namespace, relative.metadata.namespace)
        share(&spec.containers, relative.spec.containers)
        share(&spec.tolerations, relative.spec.tolerations)
        share(&spec.nodeSelector, relative.spec.nodeSelector)
        share(&spec.affinity, relative.spec.affinity)
        share(&spec.topologySpreadConstraints, relative.spec.topologySpreadConstraints)
        share(&spec.serviceAccountName, relative.spec.serviceAccountName)
        share(&spec.schedulerName, relative.spec.schedulerName)
        share(&spec.nodeName, relative.spec.nodeName)
        share(&status.hostIP, relative.status.hostIP)
        shareVolumes(with: relative)
        shareStatuses(with: relative)
    }

    /// The token's volume has a name of its own in each pod.
    private mutating func shareVolumes(with relative: Pod) {
        guard spec.volumes != relative.spec.volumes else {
            spec.volumes = relative.spec.volumes
            return
        }
        for (position, volume) in relative.spec.volumes.enumerated().prefix(spec.volumes.count) {
            share(&spec.volumes[position].source, volume.source)
        }
    }

    private mutating func shareStatuses(with relative: Pod) {
        share(&status.conditions, relative.status.conditions)
        for (position, container) in relative.status.containers.enumerated().prefix(status.containers.count) {
            share(&status.containers[position].name, container.name)
            share(&status.containers[position].image, container.image)
            share(&status.containers[position].imageID, container.imageID)
            share(&status.containers[position].lastState, container.lastState)
        }
    }

}

private func share<Value: Equatable>(_ own: inout Value, _ other: Value) {
    if own == other { own = other }
}
