using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
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
    public static async Task<BusinessPage?> FindAsync(BusinessDirectory directory, string? text)
    {
        var found = text is null ? directory.Of(directory.Business.Id) : directory.All.FirstOrDefault(page => page.Business.Name == text || page.Business.Id.ToString() == text);
        if (found is null) await Console.Error.WriteLineAsync($"--business must be one of: {string.Join(", ", directory.All.Select(page => page.Business.Name))}.");
        return found;
    }

    private static Command AddBusiness()
    {
        var name = new Option<string>("--name") { Description = "As customers know it.", Required = true };
        var currency = new Option<string>("--currency") { Description = "ISO 4217.", DefaultValueFactory = _ => "EUR" };
        var zone = new Option<string>("--zone") { Description = "IANA zone.", DefaultValueFactory = _ => "Europe/Tirane" };
        var language = new Option<string>("--language") { Description = "en, ru or sq.", DefaultValueFactory = _ => "en" };
        var calling = new Option<string?>("--calling-code") { Description = "For phone numbers written the local way, such as 355." };
        var data = CommandHost.DataOption();
        var command = new Command("add", "Opens a business with one shop, main, and the plainest programme.") { name, currency, zone, language, calling, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, clock, directory) = Parts(provider);
            var options = new BusinessOptions
            {
                Name = parsed.GetRequiredValue(name).Trim(), Currency = parsed.GetRequiredValue(currency), Zone = parsed.GetRequiredValue(zone),
                Language = parsed.GetRequiredValue(language), CallingCode = parsed.GetValue(calling),
            };
            if (Wrong(options, directory) is { } wrong) return await FailAsync(wrong);
            var opened = await store.WriteAsync(scope =>
            {
                var business = BusinessSetup.Open(scope, options, clock.GetUtcNow());
                Programmes.Publish(scope, business.Id, ProgrammeRules.Default, clock.GetUtcNow());
                return ValueTask.FromResult(business);
            }, cancellation);
            Console.WriteLine($"{opened.Id}  {opened.Name}. A bot that serves now knows of it after a restart.");
            return 0;
        }, cancellation));
        return command;
    }

    private static string? Wrong(BusinessOptions options, BusinessDirectory directory) =>
        options.Name.Length is 0 or > 100 ? "--name is text of 1 to 100 characters."
        : directory.All.Any(page => page.Business.Name == options.Name) ? $"There is a business called {options.Name} already."
        : !MinorUnits.IsCurrency(options.Currency) ? "--currency is three upper-case letters of ISO 4217, such as EUR."
        : !TimeZoneInfo.TryFindSystemTimeZoneById(options.Zone, out _) ? "--zone is no IANA zone such as Europe/Tirane."
        : options.Language is not ("en" or "ru" or "sq") ? "--language is one of en, ru, sq."
        : options.CallingCode is { } code && (code.Length is 0 or > 3 || !code.All(char.IsAsciiDigit) || code[0] == '0') ? "--calling-code is a country's, without plus, such as 355."
        : null;

    private static Command ListBusinesses()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Shows the businesses with their ids.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider =>
        {
            foreach (var page in Parts(provider).Directory.All)
                Console.WriteLine($"{page.Business.Id}  {page.Business.Name}  {page.Business.Currency}  {page.Business.Zone}  {page.Shops.Length} {(page.Shops.Length == 1 ? "shop" : "shops")}");
            return Task.FromResult(0);
        }, cancellation));
        return command;
    }

    private static Command AddShop()
    {
        var code = new Argument<string>("code") { Description = "How files and tills name it." };
        var name = new Option<string>("--name") { Description = "As customers know it.", Required = true };
        var address = new Option<string>("--address") { Description = "As it is shown.", DefaultValueFactory = _ => "" };
        var phone = new Option<string?>("--phone") { Description = "International." };
        var hours = new Option<string>("--hours") { Description = "Such as {\"mon\": [\"09:00-18:00\"]}.", DefaultValueFactory = _ => "{}" };
        var (business, data) = (Option(), CommandHost.DataOption());
        var command = new Command("add", "Opens a shop.") { code, name, address, phone, hours, business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, clock, directory) = Parts(provider);
            if (await FindAsync(directory, parsed.GetValue(business)) is not { } page) return 2;
            var key = parsed.GetRequiredValue(code).Trim();
            if (key.Length is 0 or > 100) return await FailAsync("The code is text of 1 to 100 characters.");
            if (page.Shops.Any(shop => shop.Code == key)) return await FailAsync($"{page.Business.Name} has a shop with the code {key} already.");
            var (open, error) = OpeningHours.Parse(parsed.GetRequiredValue(hours));
            if (open is null) return await FailAsync(error!);
            var number = parsed.GetValue(phone) is { } written ? PhoneNumber.Parse(written, page.Business.CallingCode) : null;
            if (parsed.GetValue(phone) is not null && number is null) return await FailAsync("--phone is no number.");
            var added = new Shop
            {
                Id = ShopId.New(clock.GetUtcNow()), BusinessId = page.Business.Id, Code = key, Name = parsed.GetRequiredValue(name), Address = parsed.GetRequiredValue(address),
                Phone = number, OpeningHours = open,
            };
            await store.WriteAsync(scope =>
            {
                BusinessSetup.AddShop(scope, page.Business.Id, added);
                return ValueTask.CompletedTask;
            }, cancellation);
            Console.WriteLine($"{key}  {added.Name}. engagebot api-key create --shop {key} makes a key for its till.");
            return 0;
        }, cancellation));
        return command;
    }

    private static Command CloseShop()
    {
        var code = new Argument<string>("code") { Description = "The shop's." };
        var (business, data) = (Option(), CommandHost.DataOption());
        var command = new Command("close", "Shuts a shop down for good, from now on: its receipts stay, new ones are refused.") { code, business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, clock, directory) = Parts(provider);
            if (await FindAsync(directory, parsed.GetValue(business)) is not { } page) return 2;
            if (page.Shops.FirstOrDefault(shop => shop.Code == parsed.GetRequiredValue(code)) is not { } shop)
                return await FailAsync($"There is no such shop; the codes are {string.Join(", ", page.Shops.Select(s => s.Code))}.");
            var closed = await store.WriteAsync(scope => ValueTask.FromResult(ShopDoor.Close(scope, shop.Id, clock.GetUtcNow())), cancellation);
            Console.WriteLine(closed ? $"{shop.Code} is closed. Customers no longer see it after a restart of the bot." : $"{shop.Code} was closed before.");
            return 0;
        }, cancellation));
        return command;
    }

    private static Command ListShops()
    {
        var (business, data) = (Option(), CommandHost.DataOption());
        var command = new Command("list", "Shows the shops.") { business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            if (await FindAsync(Parts(provider).Directory, parsed.GetValue(business)) is not { } page) return 2;
            foreach (var shop in page.Shops)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shop.Code}  {shop.Name}{(shop.ClosedAt is { } at ? $"  closed {at:yyyy-MM-dd}" : "")}"));
            return 0;
        }, cancellation));
        return command;
    }

    private static (IStore Store, TimeProvider Clock, BusinessDirectory Directory) Parts(IServiceProvider provider) =>
        (provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<BusinessDirectory>());

    private static async Task<int> FailAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
