#pragma once
// How a parameter is written in a template's text: <*> for what varies, and around and between that what a reader knows
// the value by ("blk_<*>", "/<*>:<*>", "<*> ms").

#include <cstdint>
#include <string>
#include <string_view>

#include "analysis/templates/miner.h"

namespace causeway::templates
{

// Gathers values of one parameter.
class ValueLook
{
public:
    // tells: its look counts; of a value that is rare only whether it is another one does.
    void add(std::string_view value, bool tells = true);
    // onlyValue: the values added are all there are, and not just a sample.
    [[nodiscard]] std::string shown(bool onlyValue) const;
    [[nodiscard]] ParameterType type() const { return m_type; }
    // The word that all values begin with, without its "_": a name for the parameter; may be empty.
    [[nodiscard]] std::string_view kin() const;

private:
    std::string m_first;  // value
    std::string m_look;   // of the values so far, where they agree
    std::string m_common; // what they begin with
    bool m_any = false, m_mixed = false, m_several = false;
    bool m_plain = true;            // identifiers: only what they begin with tells about their look
    bool m_capitalAndDigits = true; // "U17", "J3"
    ParameterType m_type = ParameterType::Text;
};

} // namespace causeway::templates
