#pragma once
// The log of a shop whose flow changes, for tests of control flow.

#include "tests/support/temporary_project.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "app/engine/import_logs.h"

namespace causeway::test {

inline std::string stamp(int ms)
{
    char text[64];
    std::snprintf(text, sizeof text, "2024-01-01 %02d:%02d:%02d,%03d", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
    return text;
}

// Orders about every two seconds: received → checked → paid → sent, 100 to 300 ms a step; from order `changed` on paying takes a
// second longer and a step of its own comes before sending.
inline std::string shop(int orders, int changed)
{
    std::mt19937 dice(1);
    std::vector<std::pair<int, std::string>> lines; // ms
    for (int i = 0; i < orders; ++i) {
        const std::string id = "order_" + std::to_string(1000 + i);
        const auto some = [&dice](int below) { return static_cast<int>(dice() % static_cast<unsigned>(below)); };
        int at = 2000 * i + some(1900);
        const auto step = [&](int ms, const char *component, const std::string &what) { lines.emplace_back(at += ms, std::string(component) + ": " + what); };
        step(0, "front", "received " + id + " from customer");
        step(100 + some(100), "front", "stock of " + id + " was checked");
        step((i >= changed ? 1000 : 0) + 150 + some(90), "bank", "payment of " + id + " accepted");
        if (i >= changed)
            step(40 + some(7), "bank", "receipt of " + id + " printed");
        step(200 + some(100), "depot", "parcel for " + id + " handed over");
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::string text;
    for (const auto &[ms, what] : lines)
        text += stamp(ms) + " INFO " + what + "\n";
    return text;
}

inline void importShop(TemporaryProject &project, const std::string &text)
{
    engine::ImportRequest request;
    request.paths = {project.write("shop.log", text)};
    CAUSEWAY_VERIFY(engine::importLogs(*project, request, Job{}));
}

} // namespace causeway::test
