namespace EngageBot.Storage;

// Ids of entities that travel: made by us, known before the insert, safe to log. Version 7 is not strictly ascending: never order by it.

/// <summary>A business's id.</summary>
internal readonly record struct BusinessId(Guid Value)
{
    public static BusinessId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A shop's id.</summary>
internal readonly record struct ShopId(Guid Value)
{
    public static ShopId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A person's id within a business.</summary>
internal readonly record struct ContactId(Guid Value)
{
    public static ContactId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A staff member's id.</summary>
internal readonly record struct StaffId(Guid Value)
{
    public static StaffId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A purchase's id.</summary>
internal readonly record struct PurchaseId(Guid Value)
{
    public static PurchaseId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A voucher's id.</summary>
internal readonly record struct VoucherId(Guid Value)
{
    public static VoucherId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>The id of points or a voucher on their way at a till.</summary>
internal readonly record struct RedemptionId(Guid Value)
{
    public static RedemptionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}

/// <summary>A case's id.</summary>
internal readonly record struct CaseId(Guid Value)
{
    public static CaseId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));
    public override string ToString() => Value.ToString();
}
