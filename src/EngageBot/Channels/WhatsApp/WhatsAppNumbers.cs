using System.Collections.Concurrent;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Channels.WhatsApp;

/// <summary>One of the app's numbers, with what is needed to send by it.</summary>
internal sealed record WhatsAppNumber(ChannelAccount Account, string PhoneNumberId, string BusinessAccountId, string AccessToken)
{
    /// <summary>The token stays out of logs.</summary>
    public override string ToString() => $"whatsapp/{Account.Name} number {PhoneNumberId}";
}

/// <summary>A further number of the app, beside the one of the settings.</summary>
internal sealed class WhatsAppNumberRow
{
    public long AccountId { get; init; }
    public required string PhoneNumberId { get; init; }
    public required string BusinessAccountId { get; init; }
    /// <summary>Encrypted by the installation's data protection keys.</summary>
    public required string AccessToken { get; init; }
}

internal sealed class WhatsAppNumberConfiguration : IEntityTypeConfiguration<WhatsAppNumberRow>
{
    public void Configure(EntityTypeBuilder<WhatsAppNumberRow> builder)
    {
        builder.ToTable("whatsapp_numbers");
        builder.HasKey(number => number.AccountId);
        builder.Property(number => number.AccountId).ValueGeneratedNever();
        builder.HasIndex(number => number.PhoneNumberId, "ux_whatsapp_numbers_phone").IsUnique();       // whose webhook it is
    }
}

/// <summary>The numbers this process serves, by Meta's id for them: one webhook for all.</summary>
internal sealed class WhatsAppNumbers(WhatsAppNumber main)
{
    private readonly ConcurrentDictionary<string, WhatsAppNumber> _numbers = new(StringComparer.Ordinal) { [main.PhoneNumberId] = main };

    /// <summary>The number of the settings.</summary>
    public WhatsAppNumber Main => main;

    public ICollection<WhatsAppNumber> All => _numbers.Values;

    /// <summary>The number a webhook names; <see langword="null"/> for one that is not served here.</summary>
    public WhatsAppNumber? Find(string phoneNumberId) => _numbers.GetValueOrDefault(phoneNumberId);

    /// <summary>The number of an account.</summary>
    public WhatsAppNumber? Of(long accountId) => _numbers.Values.FirstOrDefault(number => number.Account.Id == accountId);

    /// <summary>The numbers of a WhatsApp Business account.</summary>
    public IEnumerable<WhatsAppNumber> OfBusinessAccount(string id) => _numbers.Values.Where(number => number.BusinessAccountId == id);

    public bool Add(WhatsAppNumber number) => _numbers.TryAdd(number.PhoneNumberId, number);
}

/// <summary>The rows of further numbers, their tokens encrypted.</summary>
internal sealed class NumberRows(IStore store, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("EngageBot.WhatsApp.AccessToken");

    public Task<List<WhatsAppNumber>> ReadAsync(CancellationToken cancellation) => store.ReadRowsAsync(
        """
        SELECT a.id, a.business_id, a.name, n.phone_number_id, n.business_account_id, n.access_token
        FROM whatsapp_numbers n JOIN channel_accounts a ON a.id = n.account_id ORDER BY a.id
        """, _ => { },
        row => new WhatsAppNumber(
            new ChannelAccount(row.GetInt64(0), new(Guid.Parse(row.GetString(1))), "whatsapp", row.GetString(2)), row.GetString(3), row.GetString(4),
            _protector.Unprotect(row.GetString(5))),
        cancellation);

    /// <summary>A token as it is kept; before the write, because the first one makes the key that seals it.</summary>
    public string Seal(string token) => _protector.Protect(token);

    /// <summary>Adds a number under a name of its own, or gives a known name other credentials.</summary>
    /// <param name="sealedToken">Of <see cref="Seal"/>.</param>
    /// <returns><see langword="false"/> if another account has that number.</returns>
    public static bool Keep(WriteScope scope, BusinessId business, string name, string phoneNumberId, string businessAccountId, string sealedToken)
    {
        scope.Command("INSERT INTO channel_accounts (business_id, channel, name) VALUES (@business, 'whatsapp', @name) ON CONFLICT DO NOTHING")
            .Set("@business", business.ToString()).Set("@name", name).ExecuteNonQuery();
        if (scope.Command("SELECT id FROM channel_accounts WHERE channel = 'whatsapp' AND name = @name AND business_id = @business")
            .Set("@business", business.ToString()).Set("@name", name).ExecuteScalar() is not long account) return false;
        if (scope.Command("SELECT 1 FROM whatsapp_numbers WHERE phone_number_id = @phone AND account_id <> @account")
            .Set("@phone", phoneNumberId).Set("@account", account).ExecuteScalar() is not null) return false;
        scope.Command("""
            INSERT INTO whatsapp_numbers (account_id, phone_number_id, business_account_id, access_token) VALUES (@account, @phone, @waba, @token)
            ON CONFLICT (account_id) DO UPDATE SET phone_number_id = excluded.phone_number_id, business_account_id = excluded.business_account_id, access_token = excluded.access_token
            """)
            .Set("@account", account).Set("@phone", phoneNumberId).Set("@waba", businessAccountId).Set("@token", sealedToken).ExecuteNonQuery();
        return true;
    }
}
