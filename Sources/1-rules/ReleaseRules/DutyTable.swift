import Vocabulary

extension Duty {
  /// What the seven clusters owe in each process (ROL-2).
  public static let table: [Duty] = inPlanning + inBuilding + inAcceptance + inPreparation + inDeployment

  private static let inPlanning = [
    Duty("PLAN-INF-1", .infrastructure, .planning, .advise, .always, "technical expertise for planning"),
    Duty(
      "PLAN-INF-2", .infrastructure, .planning, .perform, .always,
      "state how the release interacts with existing systems and infrastructure"),
    Duty("PLAN-OPS-1", .operations, .planning, .advise, .always, "how to implement without harming daily operations"),
    Duty("PLAN-OPS-2", .operations, .planning, .advise, .always, "training that operations staff need"),
    Duty(
      "PLAN-PAR-1", .partner, .planning, .advise, .whereConcerned,
      "fit in third-party and supplier releases, where any"),
    Duty(
      "PLAN-PAR-2", .partner, .planning, .advise, .whereConcerned,
      "effect on an outsourced partner; name actions needed"),
    Duty("PLAN-REL-1", .release, .planning, .own, .always, "accountable for release management from start to end"),
    Duty("PLAN-REL-2", .release, .planning, .perform, .always, "coordinate all other clusters"),
    Duty("PLAN-SEC-1", .security, .planning, .advise, .always, "security issues of the plan"),
    Duty("PLAN-SUP-1", .support, .planning, .advise, .always, "what makes the release fully supportable"),
    Duty("PLAN-SUP-2", .support, .planning, .advise, .always, "training for service desk and users"),
    Duty("PLAN-SUP-3", .support, .planning, .advise, .optional, "logistical needs"),
    Duty("PLAN-SVC-1", .service, .planning, .advise, .always, "effect on service levels of affected services"),
    Duty(
      "PLAN-SVC-2", .service, .planning, .perform, .always,
      "supply planning information from the service catalogue"),
  ]

  private static let inBuilding = [
    Duty(
      "BUILD-INF-1", .infrastructure, .building, .perform, .always,
      "do most technical work of constructing the package"),
    Duty(
      "BUILD-OPS-1", .operations, .building, .advise, .always,
      "input to package: its testing, effect on production"),
    Duty("BUILD-PAR-1", .partner, .building, .advise, .whereConcerned, "only where partner responsibilities overlap"),
    Duty("BUILD-REL-1", .release, .building, .own, .always, "manage all building activities"),
    Duty("BUILD-REL-2", .release, .building, .perform, .always, "coordinate all other clusters"),
    Duty("BUILD-SEC-1", .security, .building, .advise, .always, "security of building and testing the package"),
    Duty("BUILD-SUP-1", .support, .building, .advise, .always, "how to test so that it can be supported"),
    Duty("BUILD-SVC-1", .service, .building, .advise, .always, "service levels and how the release may affect them"),
  ]

  private static let inAcceptance = [
    Duty("ACCEPT-INF-1", .infrastructure, .acceptance, .advise, .always, "technical guidance for acceptance testing"),
    Duty("ACCEPT-OPS-1", .operations, .acceptance, .signOff, .always, "operability requirements met"),
    Duty("ACCEPT-OPS-2", .operations, .acceptance, .perform, .always, "take part in operability tests"),
    Duty("ACCEPT-OPS-3", .operations, .acceptance, .advise, .always, "operability"),
    Duty("ACCEPT-PAR-1", .partner, .acceptance, .signOff, .whereConcerned, "may sign where directly responsible"),
    Duty("ACCEPT-REL-1", .release, .acceptance, .own, .always, "manage all acceptance activities"),
    Duty("ACCEPT-REL-2", .release, .acceptance, .perform, .always, "coordinate all other clusters"),
    Duty("ACCEPT-SEC-1", .security, .acceptance, .signOff, .always, "security requirements met"),
    Duty("ACCEPT-SEC-2", .security, .acceptance, .perform, .always, "take part in security tests"),
    Duty("ACCEPT-SEC-3", .security, .acceptance, .advise, .always, "security"),
    Duty("ACCEPT-SUP-1", .support, .acceptance, .signOff, .always, "supportability requirements met"),
    Duty("ACCEPT-SUP-2", .support, .acceptance, .perform, .always, "take part in supportability tests"),
    Duty("ACCEPT-SUP-3", .support, .acceptance, .advise, .always, "supportability"),
    Duty(
      "ACCEPT-SVC-1", .service, .acceptance, .signOff, .always,
      "service levels met for affected components and services"),
    Duty("ACCEPT-SVC-2", .service, .acceptance, .perform, .optional, "take part in service-level tests"),
    Duty("ACCEPT-SVC-3", .service, .acceptance, .advise, .always, "service levels"),
  ]

  private static let inPreparation = [
    Duty("PREP-INF-1", .infrastructure, .preparation, .advise, .always, "technical guidance for preparation"),
    Duty("PREP-INF-2", .infrastructure, .preparation, .perform, .always, "support training, logistics and staging"),
    Duty("PREP-INF-3", .infrastructure, .preparation, .input, .always, "readiness review"),
    Duty("PREP-OPS-1", .operations, .preparation, .advise, .always, "no harm to operations; fit into working practice"),
    Duty("PREP-OPS-2", .operations, .preparation, .attend, .always, "training"),
    Duty("PREP-OPS-3", .operations, .preparation, .perform, .always, "help with logistics and staging"),
    Duty("PREP-OPS-4", .operations, .preparation, .input, .always, "readiness review"),
    Duty(
      "PREP-PAR-1", .partner, .preparation, .advise, .whereConcerned,
      "preparation, where partner contributes or is affected"),
    Duty(
      "PREP-PAR-2", .partner, .preparation, .perform, .whereConcerned,
      "provide training, staging and logistics resources"),
    Duty("PREP-PAR-3", .partner, .preparation, .input, .whereConcerned, "readiness review"),
    Duty("PREP-REL-1", .release, .preparation, .own, .always, "release preparation"),
    Duty("PREP-REL-2", .release, .preparation, .own, .always, "readiness review"),
    Duty("PREP-REL-3", .release, .preparation, .perform, .always, "coordinate input of all other clusters"),
    Duty(
      "PREP-SEC-1", .security, .preparation, .perform, .always,
      "see that preparation obeys security policy and guidelines"),
    Duty("PREP-SEC-2", .security, .preparation, .advise, .always, "deployment plan changes that lower security risk"),
    Duty("PREP-SEC-3", .security, .preparation, .input, .always, "readiness review"),
    Duty(
      "PREP-SUP-1", .support, .preparation, .advise, .always,
      "release is built to be supportable during deployment"),
    Duty("PREP-SUP-2", .support, .preparation, .attend, .always, "training"),
    Duty("PREP-SUP-3", .support, .preparation, .perform, .always, "help with logistics and staging"),
    Duty("PREP-SUP-4", .support, .preparation, .input, .always, "readiness review"),
    Duty("PREP-SVC-1", .service, .preparation, .perform, .always, "align preparation with service levels"),
    Duty("PREP-SVC-2", .service, .preparation, .input, .always, "readiness review"),
  ]

  private static let inDeployment = [
    Duty("DEPLOY-INF-1", .infrastructure, .deployment, .advise, .always, "technical expertise while deploying"),
    Duty(
      "DEPLOY-INF-2", .infrastructure, .deployment, .perform, .always,
      "help Support: hard technical issues, root causes"),
    Duty("DEPLOY-INF-3", .infrastructure, .deployment, .input, .always, "key decisions, e.g. halt"),
    Duty("DEPLOY-OPS-1", .operations, .deployment, .perform, .always, "daily running of systems as they are deployed"),
    Duty("DEPLOY-OPS-2", .operations, .deployment, .input, .always, "success; halt"),
    Duty(
      "DEPLOY-PAR-1", .partner, .deployment, .perform, .whereConcerned,
      "assigned activities such as training and deployment"),
    Duty(
      "DEPLOY-PAR-2", .partner, .deployment, .input, .whereConcerned,
      "success; halt, according to responsibilities taken"),
    Duty("DEPLOY-REL-1", .release, .deployment, .own, .always, "deployment"),
    Duty("DEPLOY-REL-2", .release, .deployment, .own, .always, "key decisions: success, halt"),
    Duty("DEPLOY-REL-3", .release, .deployment, .perform, .always, "coordinate input of all other clusters"),
    Duty("DEPLOY-SEC-1", .security, .deployment, .input, .always, "success; halt (otherwise little part)"),
    Duty("DEPLOY-SUP-1", .support, .deployment, .perform, .always, "support the release as it is deployed"),
    Duty("DEPLOY-SUP-2", .support, .deployment, .input, .always, "success; halt"),
    Duty("DEPLOY-SVC-1", .service, .deployment, .perform, .optional, "deployment measures against service levels"),
    Duty("DEPLOY-SVC-2", .service, .deployment, .input, .always, "success"),
    Duty(
      "DEPLOY-SVC-3", .service, .deployment, .advise, .optional,
      "customer feedback for choosing the group and judging success"),
    Duty("DEPLOY-SVC-4", .service, .deployment, .perform, .always, "enter changes in the service catalogue"),
  ]
}
