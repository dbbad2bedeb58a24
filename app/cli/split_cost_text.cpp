#include "app/cli/split_cost_text.h"

#include <algorithm>
#include <cmath>

namespace causeway::cli {

namespace {

using Align = Table::Align;

constexpr std::size_t kPairs = 10;

// Services known from traces run apart already; classes do not.
std::string remedyText(const boundaries::RemotePair &one, const engine::BoundariesResponse &response)
{
    using Remedy = boundaries::RemotePair::Remedy;
    const std::vector<std::string> &names = response.data.model.classes;
    if (one.saved <= 0)
        return "–";
    switch (one.remedy) {
    case Remedy::Move: return "move " + printable(names[one.moved]) + " to " + printable(response.split.services[one.to]);
    case Remedy::Duplicate: return response.data.services ? "run " + printable(names[one.b]) + " beside both" : "have " + printable(names[one.b]) + " in both services";
    case Remedy::Batch: return "one call for all of a request";
    }
    return {};
}

std::string interval(const simulate::Estimate &estimate, double factor, int digits, bool sign)
{
    const auto text = [&](double value) { return (sign && value > 0 ? "+" : "") + fixed(value * factor, digits); };
    const std::string mean = text(estimate.mean), low = text(estimate.low), high = text(estimate.high);
    return low == mean && high == mean ? mean : mean + " (" + low + " … " + high + ")";
}

void printTable(Output &out, const boundaries::SplitCost &cost)
{
    Table table({{"of a request, or an hour"}, {"before", Align::Right}, {"after", Align::Right}, {"difference", Align::Right}});
    const auto row = [&](const std::string &name, const boundaries::BeforeAfter &one, double factor, int digits) { table.add({name, interval(one.before, factor, digits, false), interval(one.after, factor, digits, false), interval(one.delta, factor, digits, true)}); };
    row("mean, ms", cost.meanNs, 1e-6, 3);
    row("p95, ms", cost.p95Ns, 1e-6, 3);
    row("over " + fixed(cost.sloNs * 1e-6, 3) + " ms, %", cost.violation, 100, 2);
    row("price an hour", cost.pricePerH, 1, 3);
    row("power, W", cost.powerW, 1, 2);
    row("carbon an hour, g", cost.carbonGPerH, 1, 3);
    table.print(out);
}

} // namespace

void printSplitCost(Output &out, const engine::BoundariesResponse &response)
{
    const boundaries::SplitCost &cost = *response.cost;
    const boundaries::ClassModel &model = response.data.model;
    out.write(std::string("\nSimulated, ") + (response.data.services ? "beside the services as they run now" : "beside the program in one piece") + ", with 95 % intervals; " + fixed(cost.remoteCalls, 2) + " remote calls a request; " + std::to_string(cost.processorsBefore) + " processors before, " + std::to_string(cost.processorsAfter) + " after:\n\n");
    printTable(out, cost);
    const std::string remote = fixed(std::abs(cost.remoteNs) * 1e-6, 3) + " ms";
    out.write(cost.remoteNs < 0 ? "\nRemote calls that are none any more save " + remote + " of a request; all else is waiting, because the processors are divided otherwise.\n"
                                : "\nRemote calls themselves add " + remote + " to a request; all else that is added is waiting, because the processors are divided.\n");
    if (!cost.sloGiven)
        out.write("\nNo SLO was given: 1.2 times the p95 before counts as one.\n");
    if (!cost.workRecorded)
        out.write("Of some use cases no times were recorded: every call of them counts the same work.\n");
    if (!cost.chatty.empty()) {
        out.write("\nPairs that call one another most over a border:\n\n");
        Table table({{"from"}, {"to"}, {"calls a request", Align::Right}, {"use cases", Align::Right}, {"remedy"}, {"saves", Align::Right}});
        for (std::size_t i = 0; i < std::min(cost.chatty.size(), kPairs); ++i) {
            const boundaries::RemotePair &one = cost.chatty[i];
            table.add({printable(model.classes[one.a]), printable(model.classes[one.b]), fixed(one.calls, 2), std::to_string(one.useCases), remedyText(one, response), one.saved > 0 ? fixed(one.saved, 2) : "–"});
        }
        table.print(out);
    }
    if (cost.uncountedCalls > 0)
        out.write("\n" + thousands(static_cast<std::uint64_t>(cost.uncountedCalls)) + " of the " + thousands(static_cast<std::uint64_t>(cost.borderCalls)) + " recorded calls over borders were made in no use case, as when the program starts: no request is known to make them, and the cost is without them.\n");
    if (cost.broken.empty())
        out.write("\nEvery use case stays in one service.");
    else
        out.write("\n" + counted(cost.broken.size(), "use case goes", "use cases go") + " through several services: what is changed on the way is " + (response.data.services ? "no transaction of one database." : "no longer one transaction."));
    if (!cost.sharedTables.empty())
        out.write(" " + counted(cost.sharedTables.size(), "table is", "tables are") + " used by several services.");
    out.write("\n");
}

} // namespace causeway::cli
