//! Answers in words: numbers, dates, times, synonyms.
