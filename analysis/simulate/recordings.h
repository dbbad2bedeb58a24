#pragma once
// When traces were recorded: stretches without a long pause. What lies between them was not seen, and is no time of the model.

#include <cstdint>
#include <vector>

namespace causeway::simulate {

struct Recording {
    std::int64_t fromNs = 0, toNs = 0; // first and last start of a trace
    double atS = 0;                    // of fromNs: seconds of recorded time
    std::size_t traces = 0;
};

class Recordings {
public:
    static constexpr std::int64_t kPauseNs = 30'000'000'000;
    static constexpr std::int64_t kPauses = 30;   // times the median pause between traces

    // Starts in any order. A pause of more than both limits parts two recordings; between them recorded time goes on by a mean pause.
    explicit Recordings(std::vector<std::int64_t> starts);

    [[nodiscard]] const std::vector<Recording> &all() const { return m_all; }
    [[nodiscard]] double lengthS() const { return m_length; }
    [[nodiscard]] double leftOutS() const { return m_leftOut; }
    [[nodiscard]] std::size_t find(std::int64_t ns) const; // the last that begins no later, the first of earlier ones
    [[nodiscard]] double at(std::int64_t ns) const;        // seconds of recorded time; of what lies between recordings the end of the earlier

private:
    std::vector<Recording> m_all;
    double m_length = 0, m_leftOut = 0;
};

} // namespace causeway::simulate
