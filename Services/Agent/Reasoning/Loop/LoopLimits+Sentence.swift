extension LoopLimits.Limit {
    /// For whoever reads the answer.
    var sentence: String {
        switch self {
        case .turns, .calls: "The model asked as much as it may, and answered with what it had."
        case .tokens: "The model answered with what it had: the analysis' budget of tokens was nearly spent."
        case .time: "The model answered with what it had: the time was nearly up."
        case .dollars: "The model answered with what it had: the analysis' budget was nearly spent."
        case .repetition: "The model asked the same again, and answered with what it had."
        }
    }
}
