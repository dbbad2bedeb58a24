#pragma once
// Two texts in step, with what differs marked, and what decides whether they are one pattern. GUI thread.

#include <QDialog>

#include "app/engine/explain_patterns.h"

namespace causeway::views {

class WhyDialog : public QDialog {
    Q_OBJECT
public:
    WhyDialog(const engine::ExplainPatternsResponse &answer, QWidget *parent);
    [[nodiscard]] QString sentences() const { return m_sentences; }
    [[nodiscard]] QString texts() const; // two lines, words that correspond begin in the same column

Q_SIGNALS:
    void mergeAsked(); // the two patterns are to be one

private:
    QString m_sentences, m_above, m_below;
};

} // namespace causeway::views
