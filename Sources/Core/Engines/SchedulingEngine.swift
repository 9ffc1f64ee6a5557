import Codecs
import Study

/// Answers `claim_work`: plans the next runs and puts their work in order.
enum SchedulingEngine: Engine {
  static let name = "scheduling"

  static func respond(to command: any Command, at context: CommandContext, _ states: States)
    -> [Event]
  {
    guard let claim = command as? ClaimWork, var claiming = Claiming(claim, context, states)
    else { return [] }
    claiming.takeActiveRuns()
    claiming.repeatStudyRuns()
    claiming.planFurtherRuns()
    return claiming.events
  }
}
