import Codecs
import Study

/// Answers `claim_work`: plans the next runs and puts their work in order.
enum SchedulingEngine: Engine {
  static let name = "scheduling"

  static func respond<C: Command>(to command: C, at context: CommandContext, _ states: States)
    -> [Event]
  {
    // Types are compared first: a cast that fails is slow.
    guard C.self == ClaimWork.self, let claim = command as? ClaimWork,
      var claiming = Claiming(claim, context, states)
    else { return [] }
    claiming.takeActiveRuns()
    claiming.repeatStudyRuns()
    claiming.planFurtherRuns()
    return claiming.events
  }
}
