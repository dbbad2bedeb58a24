#include <algorithm>
#include <numeric>

#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/escape_sequences.h"
#include "analysis/decode/first_look.h"

namespace causeway::decode {

struct SourceDecoder::State {
    std::vector<std::unique_ptr<LineDecoder>> decoders; // by index of the layout
    std::vector<std::uint16_t> order;                   // indices, the most specific first
    std::vector<std::vector<FirstLook>> looks;          // by position in the order
    // Signature of a line's first bytes → positions in the order that may match. Direct mapped; only a speed-up.
    struct Slot {
        std::uint64_t signature = ~std::uint64_t{0};
        std::uint64_t candidates = 0;
    };
    std::array<Slot, 256> memo;
    bool strips = false; // some layout has a header
    PlainText plain;

    bool decode(std::string_view line, Record &record, std::uint16_t &layout);
};

SourceDecoder::SourceDecoder() : m_state(std::make_unique<State>()) {}
SourceDecoder::SourceDecoder(SourceDecoder &&) noexcept = default;
SourceDecoder &SourceDecoder::operator=(SourceDecoder &&) noexcept = default;
SourceDecoder::~SourceDecoder() = default;

Result<SourceDecoder> SourceDecoder::make(std::span<const Layout> layouts)
{
    if (layouts.empty() || layouts.size() > 64)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A source needs 1 to 64 layouts, not %1"), layouts.size()));
    SourceDecoder source;
    State &state = *source.m_state;
    std::vector<int> specificities;
    for (const Layout &layout : layouts) {
        CAUSEWAY_ASSIGN(auto decoder, makeDecoder(layout));
        state.decoders.push_back(std::move(decoder));
        specificities.push_back(specificity(layout));
        state.strips = state.strips || layout.format != "plain";
    }
    state.order.resize(layouts.size());
    std::iota(state.order.begin(), state.order.end(), std::uint16_t{0});
    std::stable_sort(state.order.begin(), state.order.end(), [&](std::uint16_t a, std::uint16_t b) { return specificities[a] > specificities[b]; });
    for (const std::uint16_t index : state.order)
        state.looks.push_back(firstLooks(layouts[index], *state.decoders[index]));
    return source;
}

SourceDecoder SourceDecoder::clone() const
{
    SourceDecoder copy;
    for (const auto &decoder : m_state->decoders)
        copy.m_state->decoders.push_back(decoder->clone());
    copy.m_state->order = m_state->order;
    copy.m_state->looks = m_state->looks;
    copy.m_state->strips = m_state->strips;
    return copy;
}

bool SourceDecoder::decode(std::string_view line, Record &record, std::uint16_t &layout)
{
    State &state = *m_state;
    if (!hasEscapes(line) || !state.strips || line.size() > kDecodableBytes)
        return state.decode(line, record, layout);
    if (!state.decode(state.plain.strip(line), record, layout))
        return false;
    state.plain.restore(record);
    return true;
}

bool SourceDecoder::State::decode(std::string_view line, Record &record, std::uint16_t &layout)
{
    if (order.size() == 1) {
        layout = 0;
        return decoders[0]->decode(line, record);
    }
    const std::uint64_t signature = signatureOf(line);
    State::Slot &slot = memo[(signature * 0x9E3779B97F4A7C15u) >> 56];
    if (slot.signature != signature) {
        slot.signature = signature;
        slot.candidates = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            if (mayBegin(looks[i], signature))
                slot.candidates |= std::uint64_t{1} << i;
    }
    for (std::uint64_t rest = slot.candidates; rest != 0; rest &= rest - 1) {
        const std::uint16_t index = order[static_cast<std::size_t>(__builtin_ctzll(rest))];
        if (decoders[index]->decode(line, record)) {
            layout = index;
            return true;
        }
    }
    return false;
}

const LineDecoder &SourceDecoder::decoder(std::uint16_t layout) const { return *m_state->decoders[layout]; }
std::size_t SourceDecoder::size() const { return m_state->decoders.size(); }

} // namespace causeway::decode
