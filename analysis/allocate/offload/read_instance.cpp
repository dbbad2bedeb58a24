#include "analysis/allocate/offload/offload.h"
#include "analysis/simulate/json_fields.h"

namespace causeway::allocate::offload {

namespace {

using simulate::Field;
using simulate::JsonValue;

double bounded(const Field &field, double least, double most)
{
    const double value = field.number();
    if (!(value >= least && value <= most))
        field.fail(Message(CAUSEWAY_TEXT("%1 must be between %2 and %3, it is %4"), field.path(), least, most, value), Message(CAUSEWAY_TEXT("Look at the unit: hertz, watts, cycles, bits, seconds.")));
    return value;
}

void readDevice(const Field &field, Device &device)
{
    readObject(field, {{"cycles_per_s", false, [&](const Field &f) { device.cyclesPerS = bounded(f, 1, 1e15); }},
                       {"kappa", false, [&](const Field &f) { device.kappa = bounded(f, 0, 1); }},
                       {"power_w", false, [&](const Field &f) { device.powerW = bounded(f, 1e-9, 1e6); }}});
}

} // namespace

Result<Instance> readInstance(std::string_view text)
{
    CAUSEWAY_ASSIGN(const JsonValue tree, simulate::parseJson(text));
    const Message what(CAUSEWAY_TEXT("The tasks cannot be used"));
    const JsonValue *format = tree.find("causeway_offload");
    if (tree.kind != JsonValue::Kind::Object || format == nullptr || format->kind != JsonValue::Kind::Number)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("an object with \"causeway_offload\": 1 was expected")), Message(CAUSEWAY_TEXT("See: causeway offload --help.")), {{}, tree.line, -1});
    if (format->number != 1)
        return failure(ErrorCode::Foreign, what, Message(CAUSEWAY_TEXT("it is of format %1; this program reads format 1"), format->number), Message(CAUSEWAY_TEXT("Write 1, where its fields are those of format 1.")), {{}, format->line, -1});
    simulate::Reading reading;
    reading.what = what;
    Instance out;
    Device common;
    const Field root(reading, tree, {});
    if (const JsonValue *device = tree.find("device")) // before the tasks, wherever it stands
        readDevice(Field(reading, *device, "device"), common);
    readObject(root, {{"causeway_offload", true, [](const Field &) {}},
                      {"time_weight", false, [&](const Field &f) { out.timeWeight = bounded(f, 0, 1); }},
                      {"channel", true, [&](const Field &f) {
                           readObject(f, {{"bandwidth_hz", true, [&](const Field &b) { out.bandwidthHz = bounded(b, 1, 1e12); }},
                                          {"noise_w", true, [&](const Field &n) { out.noiseW = bounded(n, 1e-30, 1e6); }}});
                       }},
                      {"edge", true, [&](const Field &f) {
                           readObject(f, {{"cycles_per_s", true, [&](const Field &c) { out.edgeCyclesPerS = bounded(c, 1, 1e15); }},
                                          {"servers", false, [&](const Field &s) {
                                               out.edgeServers = s.count();
                                               bounded(s, 1, 1e6);
                                           }}});
                       }},
                      {"device", false, [](const Field &) {}},
                      {"tasks", true, [&](const Field &f) {
                           if (f.value().members.size() > kMostTasks)
                               f.fail(Message(CAUSEWAY_TEXT("%1 has %2 entries; at most %3 can be planned"), f.path(), f.value().members.size(), kMostTasks), Message(CAUSEWAY_TEXT("Leave some out.")));
                           f.eachMember([&](const std::string &name, const Field &of) {
                               Task &task = out.tasks.emplace_back();
                               task.name = name;
                               task.device = common;
                               readObject(of, {{"cycles", true, [&](const Field &c) { task.cycles = bounded(c, 0, 1e18); }},
                                               {"bits", true, [&](const Field &b) { task.bits = bounded(b, 0, 1e15); }},
                                               {"gain", true, [&](const Field &g) { task.gain = bounded(g, 1e-30, 1e6); }},
                                               {"deadline_s", false, [&](const Field &d) { if (!d.is(JsonValue::Kind::Null)) task.deadlineS = bounded(d, 1e-9, 1e9); }},
                                               {"device", false, [&](const Field &d) { readDevice(d, task.device); }}});
                           });
                           if (out.tasks.empty())
                               f.fail(Message(CAUSEWAY_TEXT("%1 must not be empty"), f.path()), Message(CAUSEWAY_TEXT("Add a task: \"name\": {\"cycles\": …, \"bits\": …, \"gain\": …}.")));
                       }}});
    if (reading.error)
        return failure(std::move(*reading.error));
    return out;
}

} // namespace causeway::allocate::offload
