#pragma once
// Lines of JSON that the program writes itself, into events of the appender's current source.

#include <memory>
#include <string>
#include <vector>

#include "storage/appender.h"

namespace causeway::storage {

// One thread. The layout is made from the lines that come first.
class LineTaker {
public:
    explicit LineTaker(Appender &appender, BlockEncoder::Messages messages = BlockEncoder::Messages::Split) : m_appender(appender), m_messages(messages) {}
    // Whole lines; takes them all and leaves `lines` empty. Errors: Cancelled, Unwritable.
    Result<void> take(std::string &lines, const Job &job);
    [[nodiscard]] const std::vector<decode::Layout> &layouts() const { return m_layouts; }

private:
    Appender &m_appender;
    BlockEncoder::Messages m_messages;
    std::vector<decode::Layout> m_layouts;
    std::unique_ptr<BlockEncoder> m_encoder;
    std::string m_block;
};

} // namespace causeway::storage
