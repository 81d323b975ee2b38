using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot business add|list</c> and <c>engagebot shop add|close|list</c>: who runs the programme, and where.</summary>
internal static class BusinessCommands
{
    public static Command Business() => new("business", "The businesses of this installation.") { AddBusiness(), ListBusinesses() };

    public static Command Shop() => new("shop", "The shops of a business.") { AddShop(), CloseShop(), ListShops() };

    /// <summary>The option by which a verb is told a business.</summary>
    public static Option<string?> Option() => new("--business") { Description = "The business's name or id; the first one if left out." };

    /// <summary>The business somebody means.</summary>
    /// <returns><see langword="null"/> after one line that lists them.</returns>
    public static async Task<BusinessPage?> FindAsync(Verb verb, Option<string?> option)
    {
        var (directory, text) = (verb.Directory, verb.Value(option));
        var found = text is null ? directory.Of(directory.Business.Id) : directory.All.FirstOrDefault(page => page.Business.Name == text || page.Business.Id.ToString() == text);
        if (found is null) await Verb.FailAsync($"--business must be one of: {string.Join(", ", directory.All.Select(page => page.Business.Name))}.");
        return found;
    }

    private static Command AddBusiness()
    {
        var name = new Option<string>("--name") { Description = "As customers know it.", Required = true };
        var currency = new Option<string>("--currency") { Description = "ISO 4217.", DefaultValueFactory = _ => "EUR" };
        var zone = new Option<string>("--zone") { Description = "IANA zone.", DefaultValueFactory = _ => "Europe/Tirane" };
        var language = new Option<string>("--language") { Description = "en, ru or sq.", DefaultValueFactory = _ => "en" };
        var calling = new Option<string?>("--calling-code") { Description = "For phone numbers written the local way, such as 355." };
        return Verb.Of("add", "Opens a business with one shop, main, and the plainest programme.", [name, currency, zone, language, calling], async verb =>
        {
            var options = new BusinessOptions
            {
                Name = verb.Required(name).Trim(), Currency = verb.Required(currency), Zone = verb.Required(zone),
                Language = verb.Required(language), CallingCode = verb.Value(calling),
            };
            if (Wrong(options, verb.Directory) is { } wrong) return await Verb.FailAsync(wrong);
            var opened = await verb.WriteAsync(scope =>
            {
                var business = BusinessSetup.Open(scope, options, verb.Now);
                Programmes.Publish(scope, business.Id, ProgrammeRules.Default, verb.Now);
                return business;
            });
            Console.WriteLine($"{opened.Id}  {opened.Name}. A bot that serves now knows of it after a restart.");
            return 0;
        });
    }

    private static string? Wrong(BusinessOptions options, BusinessDirectory directory) =>
        options.Name.Length is 0 or > 100 ? "--name is text of 1 to 100 characters."
        : directory.All.Any(page => page.Business.Name == options.Name) ? $"There is a business called {options.Name} already."
        : !MinorUnits.IsCurrency(options.Currency) ? "--currency is three upper-case letters of ISO 4217, such as EUR."
        : !TimeZoneInfo.TryFindSystemTimeZoneById(options.Zone, out _) ? "--zone is no IANA zone such as Europe/Tirane."
        : !Languages.Spoken.Contains(options.Language) ? $"--language is one of {string.Join(", ", Languages.Spoken)}."
        : options.CallingCode is { } code && (code.Length is 0 or > 3 || !code.All(char.IsAsciiDigit) || code[0] == '0') ? "--calling-code is a country's, without plus, such as 355."
        : null;

    private static Command ListBusinesses() =>
        Verb.Of("list", "Shows the businesses with their ids.", [], verb =>
        {
            foreach (var page in verb.Directory.All)
                Console.WriteLine($"{page.Business.Id}  {page.Business.Name}  {page.Business.Currency}  {page.Business.Zone}  {page.Shops.Length} {(page.Shops.Length == 1 ? "shop" : "shops")}");
            return Task.FromResult(0);
        });

    private static Command AddShop()
    {
        var code = new Argument<string>("code") { Description = "How files and tills name it." };
        var name = new Option<string>("--name") { Description = "As customers know it.", Required = true };
        var address = new Option<string>("--address") { Description = "As it is shown.", DefaultValueFactory = _ => "" };
        var phone = new Option<string?>("--phone") { Description = "International." };
        var hours = new Option<string>("--hours") { Description = "Such as {\"mon\": [\"09:00-18:00\"]}.", DefaultValueFactory = _ => "{}" };
        var business = Option();
        return Verb.Of("add", "Opens a shop.", [code, name, address, phone, hours, business], async verb =>
        {
            if (await FindAsync(verb, business) is not { } page) return 2;
            var key = verb.Required(code).Trim();
            if (key.Length is 0 or > 100) return await Verb.FailAsync("The code is text of 1 to 100 characters.");
            if (page.Shops.Any(shop => shop.Code == key)) return await Verb.FailAsync($"{page.Business.Name} has a shop with the code {key} already.");
            var (open, error) = OpeningHours.Parse(verb.Required(hours));
            if (open is null) return await Verb.FailAsync(error!);
            var number = verb.Value(phone) is { } written ? PhoneNumber.Parse(written, page.Business.CallingCode) : null;
            if (verb.Value(phone) is not null && number is null) return await Verb.FailAsync("--phone is no number.");
            var added = new Shop
            {
                Id = ShopId.New(verb.Now), BusinessId = page.Business.Id, Code = key, Name = verb.Required(name), Address = verb.Required(address),
                Phone = number, OpeningHours = open,
            };
            await verb.WriteAsync(scope => BusinessSetup.AddShop(scope, page.Business.Id, added));
            Console.WriteLine($"{key}  {added.Name}. engagebot api-key create --shop {key} makes a key for its till.");
            return 0;
        });
    }

    private static Command CloseShop()
    {
        var code = new Argument<string>("code") { Description = "The shop's." };
        var business = Option();
        return Verb.Of("close", "Shuts a shop down for good, from now on: its receipts stay, new ones are refused.", [code, business], async verb =>
        {
            if (await FindAsync(verb, business) is not { } page) return 2;
            if (page.Shops.FirstOrDefault(shop => shop.Code == verb.Required(code)) is not { } shop)
                return await Verb.FailAsync($"There is no such shop; the codes are {string.Join(", ", page.Shops.Select(s => s.Code))}.");
            var closed = await verb.WriteAsync(scope => ShopDoor.Close(scope, shop.Id, verb.Now));
            Console.WriteLine(closed ? $"{shop.Code} is closed. Customers no longer see it after a restart of the bot." : $"{shop.Code} was closed before.");
            return 0;
        });
    }

    private static Command ListShops()
    {
        var business = Option();
        return Verb.Of("list", "Shows the shops.", [business], async verb =>
        {
            if (await FindAsync(verb, business) is not { } page) return 2;
            foreach (var shop in page.Shops)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shop.Code}  {shop.Name}{(shop.ClosedAt is { } at ? $"  closed {at:yyyy-MM-dd}" : "")}"));
            return 0;
        });
    }
}
