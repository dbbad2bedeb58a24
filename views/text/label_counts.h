#pragma once
// How many labels there are, said the same way wherever they are counted.

#include <QString>

#include <cstdint>

namespace causeway::views::text {

// "16 labels: 12 normal, 3 anomalous, 1 unsure"; verdicts that no label has are left out.
QString labelCounts(std::uint64_t normal, std::uint64_t anomalous, std::uint64_t unsure);

} // namespace causeway::views::text
