import Vocabulary

extension Registry {
  /// All operations and questions of the product.
  public static let slipway = Registry(operations: operations, questions: questions)

  private static let operations: [RegisteredOperation] = [
    .init(BeginInstallation.self), .init(RegisterPerson.self), .init(GrantRole.self), .init(RevokeRole.self),
    .init(DeactivatePerson.self), .init(ReactivatePerson.self), .init(ChangePassword.self), .init(OpenSession.self),
    .init(CloseSession.self), .init(IssueToken.self),
    .init(RevokeAccess.self), .init(EraseWords.self), .init(AskWaiver.self),
    .init(GrantWaiver.self), .init(RefuseWaiver.self),
    .init(RaiseRequest.self), .init(EditRequest.self), .init(SubmitRequest.self), .init(VoteOnRequest.self),
    .init(CloseVote.self), .init(WithdrawApproval.self), .init(AskInitiator.self), .init(AnswerQuestion.self),
    .init(NoteOnRequest.self), .init(ReviewRequest.self), .init(RemindOfReview.self), .init(AttachToRequest.self),
    .init(EraseRequestTexts.self), .init(EraseAttachment.self),
    .init(RecordItem.self), .init(SetItemAttributes.self), .init(LinkItem.self), .init(UnlinkItem.self),
    .init(ChangeItemStatus.self),
    .init(AdmitPackage.self), .init(AcceptPackage.self), .init(ReleasePackage.self), .init(WithdrawPackage.self),
    .init(ResetPassword.self), .init(GrantFromConsole.self), .init(BeginLibrary.self), .init(RefreshTimestamp.self),
    .init(NoteLibraryFile.self), .init(NoteStrayFiles.self), .init(CheckLibrary.self),
    .init(OpenRelease.self), .init(PlanRelease.self), .init(ChoosePackage.self), .init(ApproveDeployment.self),
    .init(MoveRelease.self), .init(SuspendRelease.self), .init(CancelRelease.self), .init(ResumeRelease.self),
    .init(ReconsiderRelease.self), .init(ChooseProfile.self), .init(RepresentCluster.self), .init(AcceptPart.self),
    .init(AnswerDuty.self), .init(JoinTeam.self), .init(LeaveTeam.self), .init(NoteOnRelease.self),
    .init(TakeRequestIn.self), .init(TakeRequestOut.self),
    .init(AgreePlan.self), .init(AddTask.self), .init(ChangeTask.self), .init(NeedForTask.self), .init(DropNeed.self),
    .init(LinkTask.self), .init(UnlinkTask.self), .init(AssignTask.self), .init(StartTask.self),
    .init(ProgressOfTask.self), .init(FinishTask.self), .init(DropTask.self),
    .init(RaiseRisk.self), .init(AssessRisk.self), .init(PlanRisk.self), .init(TakeUpRisk.self),
    .init(AnswerRiskAlarm.self), .init(AcceptRisk.self), .init(MitigateRisk.self), .init(RiskOccurs.self),
    .init(CloseRisk.self), .init(WatchRisk.self),
    .init(SignOffRollout.self), .init(TryRelease.self),
    .init(DeployRelease.self), .init(BackOutRelease.self), .init(HaltDeployment.self), .init(ResumeDeployment.self),
    .init(GiveUpDeployment.self),
    .init(InviteHost.self), .init(RetireHost.self), .init(ReplaceHost.self), .init(RevokeInvitation.self),
    .init(EnrolHost.self), .init(ReportFromHost.self),
    .init(InventoryFromHost.self),
  ]

  private static let questions: [RegisteredQuestion] = [
    .init(ListPeople.self), .init(ShowPerson.self), .init(WhoAmI.self), .init(ListAccess.self), .init(ListWaivers.self),
    .init(ShowWaiver.self), .init(MyWork.self), .init(ListRequests.self),
    .init(ShowRequest.self), .init(ShowAttachment.self), .init(ListReleases.self), .init(ShowRelease.self),
    .init(ReleaseBlockers.self), .init(ReleaseTeamQuestion.self), .init(ReleaseSchedule.self),
    .init(ListTasks.self), .init(ShowTask.self), .init(ShowPlan.self),
    .init(ReleaseRisks.self), .init(ListRisks.self), .init(ShowRisk.self),
    .init(ListPackages.self), .init(ShowPackage.self), .init(ShowLibraryContent.self), .init(ListDeployments.self),
    .init(ShowDeployment.self),
    .init(ShowRun.self),
    .init(ListHosts.self), .init(ShowHost.self), .init(ListInvitations.self), .init(ShowInvitation.self),
    .init(ListItems.self), .init(ShowItem.self), .init(ShowImpact.self), .init(ListEntries.self),
  ]
}
