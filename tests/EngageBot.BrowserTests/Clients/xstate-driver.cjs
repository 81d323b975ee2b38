// Reads {machine, steps} from its input; prints the states after the start and after each step, then the output.
const { createMachine, createActor, SimulatedClock } = require(process.argv[2]);
const { machine: config, steps } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const holding = new Set();
const guards = {};
const actions = {};
JSON.stringify(config, (key, value) => {
  if (key === 'guard') guards[value] = () => holding.has(value);
  if (key === 'actions' || key === 'entry') for (const action of value) actions[action.type] = () => {};
  return value;
});
for (const guard of steps[0]?.holds ?? []) holding.add(guard);
const machine = createMachine(config).provide({ guards, actions });
// Targets are resolved when they are first asked for: ask each.
(function visit(node) {
  node.transitions; node.always; node.after;
  for (const child of Object.values(node.states)) visit(child);
})(machine.root);
const clock = new SimulatedClock();
const actor = createActor(machine, { clock }).start();
const show = () => console.log(JSON.stringify(actor.getSnapshot().value));
show();
for (const step of steps.slice(1)) {
  holding.clear();
  for (const guard of step.holds ?? []) holding.add(guard);
  if (step.later) clock.increment(step.later);
  else actor.send({ type: step.send });
  show();
}
const snapshot = actor.getSnapshot();
console.log(JSON.stringify({ status: snapshot.status }));
