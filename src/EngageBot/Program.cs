using EngageBot;
using EngageBot.Commands;

// A table of contents: which parts there are, in the order in which they depend on each other. EngageApp puts them together.
if (!CommandLine.IsServe(args)) return await CommandLine.RunAsync(args);
return await EngageApp.ServeAsync(args);
