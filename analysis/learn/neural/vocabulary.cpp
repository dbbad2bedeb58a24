#include "analysis/learn/neural/vocabulary.h"

#include <algorithm>

namespace causeway::learn {

Vocabulary::Vocabulary(std::span<const std::uint32_t> keys) { add(keys); }

void Vocabulary::add(std::span<const std::uint32_t> keys)
{
    std::vector<std::uint32_t> fresh(keys.begin(), keys.end());
    std::sort(fresh.begin(), fresh.end());
    fresh.erase(std::unique(fresh.begin(), fresh.end()), fresh.end());
    std::erase_if(fresh, [this](std::uint32_t key) { return key == kNoKey || symbol(key) != kUnknown; });
    m_keys.insert(m_keys.end(), fresh.begin(), fresh.end());
    index();
}

void Vocabulary::index()
{
    m_symbols.clear();
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        m_symbols.emplace_back(m_keys[i], kFirst + static_cast<std::uint32_t>(i));
    std::sort(m_symbols.begin(), m_symbols.end());
}

std::uint32_t Vocabulary::symbol(std::uint32_t key) const
{
    const auto found = std::lower_bound(m_symbols.begin(), m_symbols.end(), std::pair(key, 0u));
    return found != m_symbols.end() && found->first == key ? found->second : kUnknown;
}

void Vocabulary::write(ByteWriter &out) const
{
    out.varint(m_keys.size());
    for (const std::uint32_t key : m_keys)
        out.varint(key);
}

bool Vocabulary::read(ByteReader &in)
{
    const std::uint64_t count = in.varint();
    if (!in.fits(count))
        return false;
    m_keys.clear();
    for (std::uint64_t i = 0; i < count; ++i)
        m_keys.push_back(static_cast<std::uint32_t>(in.bounded(kNoKey - 1)));
    index();
    const auto twice = [](const auto &a, const auto &b) { return a.first == b.first; };
    return in.ok() && std::adjacent_find(m_symbols.begin(), m_symbols.end(), twice) == m_symbols.end();
}

} // namespace causeway::learn
