#pragma once
// Mean and deviation of the last values.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>

namespace causeway::allocate::heartbeat {

class ArrivalWindow {
public:
    explicit ArrivalWindow(std::size_t most) : m_most(most) {}
    void add(double value)
    {
        m_values.push_back(value);
        m_sum += value;
        m_squares += value * value;
        if (m_values.size() > m_most) {
            m_sum -= m_values.front();
            m_squares -= m_values.front() * m_values.front();
            m_values.pop_front();
        }
    }
    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    [[nodiscard]] double mean() const { return m_values.empty() ? 0 : m_sum / static_cast<double>(m_values.size()); }
    [[nodiscard]] double deviation() const { return m_values.empty() ? 0 : std::sqrt(std::max(0.0, m_squares / static_cast<double>(m_values.size()) - mean() * mean())); }

private:
    std::size_t m_most;
    std::deque<double> m_values;
    double m_sum = 0, m_squares = 0;
};

} // namespace causeway::allocate::heartbeat
