namespace EngageBot.Staff;

/// <summary>What somebody may do. A verb asks for one of them where it begins; docs/staff.md says who has which.</summary>
internal enum Permission
{
    /// <summary>Find a member by code, phone or number and see name, points and level; never the phone.</summary>
    LookUpMember,
    RecordPurchase,
    RecordReturn,
    /// <summary>Take points, rewards and vouchers at the till.</summary>
    Redeem,
    /// <summary>Take back what one has just done at the till oneself.</summary>
    UndoAtTill,
    /// <summary>Give or take points by hand, with a reason; undo somebody else's deed.</summary>
    AdjustPoints,
    IssueVouchers,
    /// <summary>See lists of customers and what they bought; phone and birthday are masked.</summary>
    SeeCustomers,
    /// <summary>See phone and birthday, too.</summary>
    SeePersonalData,
    /// <summary>Take customers' data out of the system, or erase a customer.</summary>
    ExportCustomers,
    /// <summary>Read in members, points and receipts from files.</summary>
    ImportData,
    SeeReports,
    /// <summary>Publish programmes, rewards and every other rule document.</summary>
    EditRules,
    /// <summary>Write messages to many people, test, schedule and stop them.</summary>
    SendBroadcasts,
    /// <summary>Be the second person without whom a large one does not go out.</summary>
    ApproveBroadcasts,
    /// <summary>Switch plays on, set and pause them.</summary>
    RunPlays,
    /// <summary>Answer customers and decide their cases.</summary>
    HandleCases,
    /// <summary>Invite cashiers into one's own shops, suspend them and let them go.</summary>
    ManageCashiers,
    /// <summary>The same for everybody, in every role.</summary>
    ManageStaff,
    ManageKeys,
    /// <summary>Read who changed what.</summary>
    SeeAudit,
}
